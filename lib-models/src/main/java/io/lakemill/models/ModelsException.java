package io.lakemill.models;

/**
 * Something that the user of a learner, a gate or a registry must change.
 *
 * <p>The message reads {@code Cannot <do what>: <cause, with the values>. <What to do.>} and is meant to be shown as it
 * is, without a stack trace. Everything else that this library throws is a fault of its own.
 */
public final class ModelsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelsException(String message) {
        super(message);
    }

    public ModelsException(String message, Throwable cause) {
        super(message, cause);
    }
}
