package io.lakemill.features;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Statistics of numeric columns over windows that end at the row's own time.
 *
 * <p>A window of length w at time t covers the rows whose time is in {@code (t - w - delay, t - delay]}, where delay is
 * the source's. Columns are named {@code <column>_<stat>_<window>}, such as {@code volt_mean_3h}.
 *
 * @param from the source
 * @param columns its numeric columns; at least one
 * @param stats at least one
 * @param windows at least one
 * @param as a prefix for the columns' names, or null
 */
public record Rolling(String from, List<String> columns, List<Stat> stats, List<Window> windows, String as)
        implements Feature {
    public Rolling {
        Objects.requireNonNull(from, "from");
        columns = List.copyOf(Objects.requireNonNull(columns, "columns"));
        stats = List.copyOf(Objects.requireNonNull(stats, "stats"));
        windows = List.copyOf(Objects.requireNonNull(windows, "windows"));
        if (columns.isEmpty() || stats.isEmpty() || windows.isEmpty()) {
            throw new IllegalArgumentException("columns, stats and windows each need at least one entry");
        }
    }

    @Override
    public List<String> inputColumns() {
        return columns;
    }

    @Override
    public List<String> columns(List<String> values) {
        List<String> names = new ArrayList<>();
        for (String column : columns) {
            for (Window window : windows) {
                for (Stat stat : stats) {
                    names.add(Feature.prefixed(as, column + "_" + stat.text() + "_" + window));
                }
            }
        }
        return names;
    }
}
