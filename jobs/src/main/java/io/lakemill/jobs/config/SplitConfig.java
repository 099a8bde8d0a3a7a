package io.lakemill.jobs.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How rows are held out, by time.
 *
 * @param testFrom rows at or after this time, whose label is known, are tested on
 * @param gap rows are trained on when they lie at least this long before {@code testFrom}; the label's horizon when null
 */
public record SplitConfig(Instant testFrom, Duration gap) {
    public SplitConfig {
        Objects.requireNonNull(testFrom, "testFrom");
    }
}
