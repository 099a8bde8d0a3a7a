package io.lakemill.features;

import java.util.Locale;

/**
 * A statistic over the values of a numeric column in a window. Nulls in the column are passed over.
 *
 * <p>Over no values {@link #SUM} and {@link #COUNT} are 0 and the others are null; the standard deviation of a single
 * value is null. NaN and infinities follow IEEE arithmetic, in the windows that contain them and in no others.
 */
public enum Stat {
    /** Arithmetic mean; a double. */
    MEAN,
    /** Sample standard deviation (divided by n - 1); a double. */
    STDDEV,
    /** Least value; a double. */
    MIN,
    /** Greatest value; a double. */
    MAX,
    /** Sum; a double. */
    SUM,
    /** Number of values that are not null; a long. */
    COUNT;

    /** The statistic as it stands in configurations and column names. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
