package io.lakemill.jobs;

import java.time.Duration;

/** The time since it was made. */
final class Stopwatch {
    private final long began = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
