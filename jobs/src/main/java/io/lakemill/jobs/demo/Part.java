package io.lakemill.jobs.demo;

import java.util.SplittableRandom;

/**
 * One component of one machine: how worn it is, and whether it is going bad.
 *
 * <p>Hours count from the beginning of the telemetry and are negative before it.
 */
final class Part {
    /** How going bad ends. */
    enum End {
        FAILURE,
        /** A failure that nothing has announced. */
        SUDDEN_FAILURE,
        /** Someone notices and replaces the part in time. */
        REPLACEMENT
    }

    private static final double DAILY_HAZARD = 0.0078;
    private static final double USUAL_LIFE_DAYS = 45;

    private final SplittableRandom random;
    private int replacedAt;
    private int onset;
    private int due;
    private double strength;
    private End end;

    Part(int replacedAt, SplittableRandom random) {
        this.random = random;
        replace(replacedAt);
    }

    void replace(int hour) {
        replacedAt = hour;
        end = null;
    }

    int replacedAt() {
        return replacedAt;
    }

    /** Once a day: whether the part begins to go bad; likelier with wear and with the machine's age. */
    void wear(int hour, int ageYears) {
        double days = (hour - replacedAt) / 24.0;
        double hazard = DAILY_HAZARD * (0.5 + ageYears / 20.0) * Math.min(4, days / USUAL_LIFE_DAYS);
        if (end == null && random.nextDouble() < hazard) {
            double kind = random.nextDouble();
            end = kind < 0.06 ? End.SUDDEN_FAILURE : kind < 0.16 ? End.REPLACEMENT : End.FAILURE;
            onset = hour + random.nextInt(24);
            due = onset + 30 + random.nextInt(19);
            strength = 0.8 + 0.5 * random.nextDouble();
        }
    }

    /** What happens to the part in this hour; null for nothing. */
    End ending(int hour) {
        return end != null && hour == due ? end : null;
    }

    /** How far the part has gone bad, as its sensor shows it: 0 while it is sound, about 1 at a failure. */
    double decay(int hour) {
        if (end == null || end == End.SUDDEN_FAILURE || hour < onset) {
            return 0;
        }
        double way = (hour - onset + 1.0) / (due - onset + 1);
        return strength * way * (2 - way);
    }
}
