package io.lakemill.jobs.demo;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * One simulated machine: hour by hour it reads its sensors, throws errors, is maintained, and now and then fails.
 *
 * <p>A part goes bad over one or two days: its sensor drifts and its errors become frequent. Most then fail and are
 * replaced at once, some are replaced in time, and some fail without a sign. Nothing here depends on the platform: no
 * function whose last digit may differ is used.
 */
final class Machine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int DAY = 24;
    private static final int HISTORY_DAYS = 180;
    private static final double USUAL_ERRORS_PER_HOUR = 0.0008;
    private static final double DECAY_ERRORS_PER_HOUR = 0.10;
    private static final double SQRT_3 = 1.7320508075688772;
    private static final double JOINT_FAILURES = 0.04;

    private final int id;
    private final SplittableRandom random;
    private final BiConsumer<Table, String> rows;
    private final LocalDateTime begin;
    private final int age;
    private final Map<Component, Part> parts = new EnumMap<>(Component.class);
    private final Map<Component, Double> usual = new EnumMap<>(Component.class);
    private int nextMaintenance;

    /**
     * @param begin the first hour of the telemetry
     * @param rows takes each row with the table it belongs to
     */
    Machine(int id, LocalDateTime begin, SplittableRandom random, BiConsumer<Table, String> rows) {
        this.id = id;
        this.begin = begin;
        this.random = random;
        this.rows = rows;
        age = random.nextInt(21);
        for (Component component : Component.values()) {
            parts.put(component, new Part(-HISTORY_DAYS * DAY, random));
            usual.put(component, component.usual + 0.25 * component.spread * gaussian());
        }
    }

    /** Writes the machine's whole life, until so many hours after the beginning of the telemetry. */
    void run(int hours) {
        rows.accept(Table.MACHINES, id + ",model" + (1 + random.nextInt(4)) + "," + age);
        for (Component component : Component.values()) {
            replace(component, -HISTORY_DAYS * DAY);
        }
        nextMaintenance = (15 + random.nextInt(31) - HISTORY_DAYS) * DAY;
        while (nextMaintenance < 0) {
            maintain(nextMaintenance);
        }
        for (int hour = 0; hour < hours; hour++) {
            live(hour);
        }
    }

    private void live(int hour) {
        if (hour % DAY == 0) {
            parts.values().forEach(part -> part.wear(hour, age));
        }
        read(hour);
        throwErrors(hour);
        if (hour == nextMaintenance) {
            maintain(hour);
        }
        parts.forEach((component, part) -> end(component, part.ending(hour), hour));
    }

    private void read(int hour) {
        StringBuilder row = new StringBuilder(prefix(hour));
        parts.forEach((component, part) -> {
            double value = usual.get(component) + component.spread * gaussian() + component.drift * part.decay(hour);
            row.append(',').append(BigDecimal.valueOf(Math.round(value * 1000), 3));
        });
        rows.accept(Table.TELEMETRY, row.toString());
    }

    private void throwErrors(int hour) {
        parts.forEach((component, part) -> component.errors.forEach(error -> {
            if (random.nextDouble() < USUAL_ERRORS_PER_HOUR + DECAY_ERRORS_PER_HOUR * part.decay(hour)) {
                rows.accept(Table.ERRORS, prefix(hour) + "," + error);
            }
        }));
    }

    /** Replaces one or two parts, the oldest one first, and plans the next maintenance. */
    private void maintain(int hour) {
        replace(oldest(), hour);
        if (random.nextDouble() < 0.4) {
            replace(oldest(), hour);
        }
        nextMaintenance = hour + (15 + random.nextInt(31)) * DAY;
    }

    private Component oldest() {
        return parts.entrySet().stream()
                .min((a, b) ->
                        Integer.compare(a.getValue().replacedAt(), b.getValue().replacedAt()))
                .orElseThrow()
                .getKey();
    }

    private void end(Component component, Part.End end, int hour) {
        if (end == Part.End.REPLACEMENT) {
            replace(component, hour);
        } else if (end != null) {
            fail(component, hour);
            if (random.nextDouble() < JOINT_FAILURES) {
                fail(oldest(), hour);
            }
        }
    }

    private void fail(Component component, int hour) {
        rows.accept(Table.FAILURES, prefix(hour) + "," + component);
        replace(component, hour);
    }

    private void replace(Component component, int hour) {
        rows.accept(Table.MAINT, prefix(hour) + "," + component);
        parts.get(component).replace(hour);
    }

    private String prefix(int hour) {
        return TIME.format(begin.plusHours(hour)) + "," + id;
    }

    /** Of mean 0 and variance 1; the sum of four uniform numbers needs no function that platforms round differently. */
    private double gaussian() {
        long bits = random.nextLong();
        double sum = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Short.SIZE) {
            sum += (bits >>> shift & 0xFFFF) / 65_536.0;
        }
        return (sum - 2) * SQRT_3;
    }
}
