package io.lakemill.features.asof;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.lakemill.features.FeaturesException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table that takes part in a join: the spine, or what is looked up.
 *
 * @param name what it is called in messages
 * @param names of the columns that it gives to the result
 * @param values what is in them
 * @param time the column of its time; null for none
 * @param clock which way time runs, and how far off it is
 * @param maxAge how old a row may be, in microseconds
 * @param rank the column that orders rows of one time; null for none
 */
record Side(
        String name,
        Dataset<Row> rows,
        List<String> names,
        List<Column> values,
        String time,
        Clock clock,
        long maxAge,
        String rank) {

    static final long ANY_AGE = Long.MAX_VALUE;
    /** The place in time of rows that have none: before everything. */
    static final long TIMELESS = Long.MIN_VALUE;

    /** Maps times to the order of the pass: forwards, or backwards when the first row after a time is sought. */
    record Clock(long sign, long shift) implements Serializable {
        static final Clock FORWARD = new Clock(1, 0);
        static final Clock BACKWARD = new Clock(-1, 0);
    }

    StructType schema() {
        return rows.select(values.toArray(Column[]::new)).schema();
    }

    Column place() {
        if (time == null) {
            return lit(TIMELESS);
        }
        Column micros = unix_micros(column(time).cast(DataTypes.TimestampType));
        return coalesce(micros.multiply(clock.sign).plus(clock.shift), lit(TIMELESS));
    }

    /** The rows that can be found: those whose keys and time are known. */
    Side findable(List<String> keys) {
        Dataset<Row> findable = rows;
        for (String key : keys) {
            findable = findable.filter(column(key).isNotNull());
        }
        findable = time == null ? findable : findable.filter(column(time).isNotNull());
        return new Side(name, findable, names, values, time, clock, maxAge, rank);
    }

    /** Fails when the table lacks one of the columns; nulls among them are passed over. */
    void checkColumns(List<String> columns) {
        checkColumns(name, rows, columns);
    }

    static void checkColumns(String name, Dataset<Row> rows, List<String> columns) {
        List<String> present = List.of(rows.columns());
        for (String column : columns) {
            if (column != null && !present.contains(column)) {
                throw new FeaturesException("Cannot join " + name + ": it has no column " + column + "; it has "
                        + String.join(", ", present) + ". Name one of these.");
            }
        }
    }

    static Column column(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    static long micros(Duration length) {
        return Math.addExact(Math.multiplyExact(length.getSeconds(), 1_000_000L), length.getNano() / 1_000);
    }
}
