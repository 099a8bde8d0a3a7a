package io.lakemill.features;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The time since the newest visible row, measured from that row's own time; null before the first. A double.
 *
 * <p>Named {@code <source>_<unit>_since}, such as {@code maint_days_since}; with {@code by} there is one column for each
 * value instead, such as {@code maint_days_since_comp1}.
 *
 * @param from the source
 * @param by the column to split by, or null
 * @param values the values of {@code by}; empty or null to take them from the data when the table is first built
 * @param unit the unit of the result; days when null
 * @param as a prefix for the columns' names, or null
 */
public record TimeSince(String from, String by, List<String> values, Unit unit, String as) implements Feature {

    /** The unit of a {@link TimeSince}. */
    public enum Unit {
        SECONDS(1),
        MINUTES(60),
        HOURS(3_600),
        DAYS(86_400);

        private final long seconds;

        Unit(long seconds) {
            this.seconds = seconds;
        }

        /** How many microseconds the unit is long. */
        public double micros() {
            return seconds * 1e6;
        }
    }

    public TimeSince {
        Objects.requireNonNull(from, "from");
        values = values == null ? List.of() : List.copyOf(values);
        unit = unit == null ? Unit.DAYS : unit;
        if (by == null && !values.isEmpty()) {
            throw new IllegalArgumentException("values are listed, but there is no 'by' column that has them");
        }
    }

    @Override
    public Optional<String> splitBy() {
        return Optional.ofNullable(by);
    }

    @Override
    public List<String> listedValues() {
        return values;
    }

    @Override
    public List<String> inputColumns() {
        return by == null ? List.of() : List.of(by);
    }

    @Override
    public List<String> columns(List<String> values) {
        String name = from + "_" + Feature.nameOf(unit.name()) + "_since";
        if (by == null) {
            return List.of(Feature.prefixed(as, name));
        }
        List<String> names = new ArrayList<>();
        values.forEach(value -> names.add(Feature.prefixed(as, name + "_" + Feature.nameOf(value))));
        return names;
    }
}
