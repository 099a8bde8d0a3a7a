package io.lakemill.features;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The values that columns have in the newest visible row: a slowly changing attribute. Null before the first row.
 *
 * <p>Columns keep their names and types. Two rows of one entity at the same time are told apart by the source's
 * {@code tie-break} column, of which the greatest value is the newest; without one, if they differ, they are an error.
 *
 * @param from the source
 * @param columns its columns; at least one
 * @param lookback how old the row may be, inclusive; null for any age
 * @param as a prefix for the columns' names, or null
 */
public record Latest(String from, List<String> columns, Duration lookback, String as) implements Feature {
    public Latest {
        Objects.requireNonNull(from, "from");
        columns = List.copyOf(Objects.requireNonNull(columns, "columns"));
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("columns needs at least one entry");
        }
    }

    @Override
    public List<String> inputColumns() {
        return columns;
    }

    @Override
    public List<String> columns(List<String> values) {
        return columns.stream().map(column -> Feature.prefixed(as, column)).toList();
    }
}
