package io.lakemill.features;

/**
 * Something that the user of a source, a quality rule or a feature table must change.
 *
 * <p>The message reads {@code Cannot <do what>: <cause, with the values>. <What to do.>} and is meant to be shown as it
 * is, without a stack trace. Everything else that this library throws is a fault of its own.
 */
public final class FeaturesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FeaturesException(String message) {
        super(message);
    }

    public FeaturesException(String message, Throwable cause) {
        super(message, cause);
    }
}
