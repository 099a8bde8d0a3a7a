package io.lakemill.features.asof;

import static io.lakemill.features.asof.Side.column;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.asof.Side.Clock;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * Joins each row of a spine with what is known about its keys at its time.
 *
 * <p>The spine and all tables go through one shuffle by the keys; then one pass in the order of time carries the newest
 * row of each table along. It holds no more than that one row of each, whatever the number of rows of a key.
 *
 * <p>There are as many rows out as in. Rows of the spine with a null key or time are kept and find nothing (with a null
 * time only what has no time). A null in a row that is found is a value; no older row fills it.
 */
public final class AsOfJoin {
    private AsOfJoin() {}

    /**
     * The spine's rows with, for each lookup, the columns of the newest row with the same keys that has {@code row time +
     * delay <= time} and is not older than the lookback; nulls where there is none.
     *
     * @param keys the key columns, of the same types in the spine and all lookups
     * @param time the spine's time, a timestamp; null for a spine without time, which can look up only in tables without
     * @return the columns of the spine and then those of the lookups, in order; the rows in no particular order. It
     *     fails, when it is read, with a {@link FeaturesException} as a cause if a lookup has two rows between which
     *     nothing decides
     * @throws FeaturesException if two columns would have the same name, a column is missing, or key types differ
     */
    public static Dataset<Row> join(Dataset<Row> spine, List<String> keys, String time, List<Lookup> lookups) {
        if (lookups.isEmpty()) {
            return spine;
        }
        if (time == null && lookups.stream().anyMatch(lookup -> lookup.time() != null)) {
            throw new IllegalArgumentException("a spine without time cannot look up what is known at a time");
        }
        return Merge.of(
                        spine(spine, time, Clock.FORWARD),
                        lookups.stream().map(AsOfJoin::side).toList(),
                        keys)
                .rows();
    }

    /**
     * The spine's rows with a label.
     *
     * @param keys the key columns, of the same types in the spine and the events
     * @param time the spine's time, a timestamp; rows without one have the label of those that no event follows
     * @return the columns of the spine and then the label; the rows in no particular order. It fails, when it is read,
     *     with a {@link FeaturesException} as a cause if there are two events between which nothing decides
     * @throws FeaturesException if the label has the name of a column of the spine, a column is missing, or key types
     *     differ
     */
    public static Dataset<Row> label(Dataset<Row> spine, List<String> keys, String time, FirstEvent label) {
        Objects.requireNonNull(time, "time");
        String found = label.name() + " is known";
        Dataset<Row> joined = Merge.of(spine(spine, time, Clock.BACKWARD), List.of(side(label, found)), keys)
                .rows();
        DataType type = joined.schema().apply(label.name()).dataType();
        Column value = when(column(found), column(label.name()))
                .otherwise(lit(label.otherwise()).cast(type));
        return joined.withColumn(label.name(), value).drop(column(found));
    }

    private static Side spine(Dataset<Row> rows, String time, Clock clock) {
        List<String> names = List.of(rows.columns());
        return new Side("the spine", rows, names, columns(names), time, clock, Side.ANY_AGE, null);
    }

    private static Side side(Lookup lookup) {
        Side.checkColumns(lookup.name(), lookup.rows(), lookup.columns());
        long maxAge = lookup.lookback() == null ? Side.ANY_AGE : Side.micros(lookup.lookback());
        return new Side(
                lookup.name(),
                lookup.rows(),
                lookup.columns(),
                columns(lookup.columns()),
                lookup.time(),
                new Clock(1, Side.micros(lookup.delay())),
                maxAge,
                lookup.tieBreak());
    }

    /** The first event after a time is the newest one before it when time runs backwards. */
    private static Side side(FirstEvent label, String found) {
        Side.checkColumns(label.source(), label.events(), List.of(label.column()));
        return new Side(
                label.source(),
                label.events(),
                List.of(label.name(), found),
                List.of(column(label.column()), lit(true)),
                label.time(),
                // An event at t itself is no longer ahead: one microsecond keeps it behind.
                new Clock(-1, 1),
                Side.micros(label.horizon()) - 1,
                label.tieBreak());
    }

    private static List<Column> columns(List<String> names) {
        return names.stream().map(Side::column).toList();
    }
}
