package io.lakemill.features;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The number of rows in windows that end at the row's own time; 0 where there are none. A long.
 *
 * <p>Named {@code <source>_count_<window>}, such as {@code errors_count_24h}; with {@code by} there is one column for each
 * value instead, such as {@code errors_count_24h_error1}. Rows whose value is null or not among the values are counted
 * in none of these.
 *
 * @param from the source
 * @param by the column to count by, or null
 * @param values the values of {@code by}; empty or null to take them from the data when the table is first built
 * @param windows at least one
 * @param as a prefix for the columns' names, or null
 */
public record Count(String from, String by, List<String> values, List<Window> windows, String as) implements Feature {
    public Count {
        Objects.requireNonNull(from, "from");
        values = values == null ? List.of() : List.copyOf(values);
        windows = List.copyOf(Objects.requireNonNull(windows, "windows"));
        if (windows.isEmpty()) {
            throw new IllegalArgumentException("windows needs at least one entry");
        }
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
        List<String> names = new ArrayList<>();
        for (Window window : windows) {
            String name = from + "_count_" + window;
            if (by == null) {
                names.add(Feature.prefixed(as, name));
            } else {
                values.forEach(value -> names.add(Feature.prefixed(as, name + "_" + Feature.nameOf(value))));
            }
        }
        return names;
    }
}
