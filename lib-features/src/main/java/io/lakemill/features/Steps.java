package io.lakemill.features;

import java.time.Duration;
import java.time.Instant;

/**
 * The steps of a grid: the multiples of a length of time since 1970-01-01T00:00Z, before it too.
 *
 * @param every the distance of two steps; positive, whole seconds
 */
public record Steps(Duration every) {

    /** The last step at or before a time. */
    public Instant floor(Instant time) {
        long seconds = every.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** The first step at or after a time. */
    public Instant ceil(Instant time) {
        Instant floor = floor(time);
        return floor.equals(time) ? floor : floor.plus(every);
    }
}
