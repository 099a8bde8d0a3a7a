package io.lakemill.features.rolling;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times and lengths as the whole microseconds that Spark counts in. */
final class Micros {
    private static final long SECOND = 1_000_000;

    private Micros() {}

    static long of(Duration length) {
        return Math.addExact(Math.multiplyExact(length.getSeconds(), SECOND), length.getNano() / 1_000);
    }

    static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** The least multiple of {@code length}, as a count of lengths, that is not before {@code micros}. */
    static long ceil(long micros, long length) {
        return -Math.floorDiv(-micros, length);
    }
}
