package io.lakemill.jobs.config;

import java.time.Duration;
import java.util.Objects;

/**
 * The label of a step: the first event of a source in {@code (t, t + horizon]}.
 *
 * @param from the source of the events
 * @param column the column whose value in the first event is the label; when null the label is whether there is an event
 * @param horizon how far the label looks ahead; positive
 * @param otherwise the label where there is no event; {@code none} when null, not used without a column
 * @param positive the value that a binary model's probability is of; the last in order when null
 */
public record LabelConfig(String from, String column, Duration horizon, String otherwise, String positive) {
    public LabelConfig {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(horizon, "horizon");
        otherwise = otherwise == null ? "none" : otherwise;
        if (horizon.isZero() || horizon.isNegative()) {
            throw new IllegalArgumentException("horizon must be positive");
        }
    }
}
