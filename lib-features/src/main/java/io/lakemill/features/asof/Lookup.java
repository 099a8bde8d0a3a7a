package io.lakemill.features.asof;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table in which an {@link AsOfJoin} looks up columns, and which of its rows are visible when.
 *
 * @param name what the table is called in messages
 * @param rows its rows, which have the join's key columns; those with a null key or time match nothing
 * @param columns what is looked up, under the same names
 * @param time the column that says when a row happened, a timestamp; null for a table without time, whose rows are always
 *     visible
 * @param delay how long after its time a row becomes visible; zero when null
 * @param lookback how old, since it became visible, a row may be, inclusive; null for any age
 * @param tieBreak the column whose greatest value is the newest of rows at the same key and time; null for none: then
 *     two such rows that differ are an error
 */
public record Lookup(
        String name,
        Dataset<Row> rows,
        List<String> columns,
        String time,
        Duration delay,
        Duration lookback,
        String tieBreak) {
    public Lookup {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(rows, "rows");
        columns = List.copyOf(Objects.requireNonNull(columns, "columns"));
        delay = delay == null ? Duration.ZERO : delay;
        if (time == null && lookback != null) {
            throw new IllegalArgumentException("a table without time has no lookback");
        }
    }
}
