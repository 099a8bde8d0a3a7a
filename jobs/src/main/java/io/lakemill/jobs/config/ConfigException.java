package io.lakemill.jobs.config;

/** A configuration that its user must change; the message names every problem in it, each with its file and line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }
}
