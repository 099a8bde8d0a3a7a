package io.lakemill.jobs;

/** Something that the user of a job must change; its message is shown as it is, without a stack trace. */
public final class JobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobException(String message) {
        super(message);
    }

    JobException(String message, Throwable cause) {
        super(message, cause);
    }
}
