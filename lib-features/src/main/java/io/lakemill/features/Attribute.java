package io.lakemill.features;

import java.util.List;
import java.util.Objects;

/**
 * Columns of a source without time, which has at most one row for each entity. Null where it has none.
 *
 * <p>Columns keep their names and types. Two different rows for one entity are an error.
 *
 * @param from the source; it has no time
 * @param columns its columns; at least one
 * @param as a prefix for the columns' names, or null
 */
public record Attribute(String from, List<String> columns, String as) implements Feature {
    public Attribute {
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
