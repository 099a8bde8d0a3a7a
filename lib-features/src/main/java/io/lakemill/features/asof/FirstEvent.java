package io.lakemill.features.asof;

import java.time.Duration;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A label that looks forward: what the first event in {@code (t, t + horizon]} says about a row at {@code t}.
 *
 * @param name the label's column
 * @param source what the events' table is called in messages
 * @param events the events, which have the join's key columns; those with a null key or time are nobody's
 * @param column the events' column that is the label; a null in it is a label, too
 * @param time the column that says when an event happened, a timestamp
 * @param horizon how far the label looks, inclusive; positive
 * @param otherwise the label of rows that no event follows, cast to the column's type; null for null
 * @param tieBreak the column whose least value comes first of events at the same key and time; null for none: then two
 *     such events that differ are an error
 */
public record FirstEvent(
        String name,
        String source,
        Dataset<Row> events,
        String column,
        String time,
        Duration horizon,
        Object otherwise,
        String tieBreak) {
    public FirstEvent {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(horizon, "horizon");
        if (horizon.isZero() || horizon.isNegative()) {
            throw new IllegalArgumentException("horizon must be positive, not " + horizon);
        }
    }
}
