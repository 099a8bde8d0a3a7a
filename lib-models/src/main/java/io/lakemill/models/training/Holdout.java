package io.lakemill.models.training;

import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.xxhash64;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that trials learn from, and the newer (or other) ones that they are compared on.
 *
 * <p>By time, rows from some time on are for validation, those at least the gap before it to learn from, and those
 * between for neither. Without time, all rows of a key are on the same side.
 */
record Holdout(Dataset<Row> training, Dataset<Row> validation) {
    private static final int BUCKETS = 10_000;

    static Holdout of(TrainingSet set, Dataset<Row> rows, double share) {
        Holdout holdout = set.time() == null ? byKeys(set, rows, share) : byTime(set, rows, share);
        holdout.check(set);
        return holdout;
    }

    private static Holdout byKeys(TrainingSet set, Dataset<Row> rows, double share) {
        Column hash = xxhash64(set.keys().stream().map(TrainingSet::column).toArray(Column[]::new));
        Column held = pmod(hash, lit(BUCKETS)).lt(Math.round(share * BUCKETS));
        return new Holdout(rows.filter(held.unary_$bang()), rows.filter(held));
    }

    private static Holdout byTime(TrainingSet set, Dataset<Row> rows, double share) {
        Column micros = unix_micros(TrainingSet.column(set.time()).cast("timestamp"));
        Row found = rows.agg(floor(percentile(micros, lit(1 - share)))).head();
        if (found.isNullAt(0)) {
            throw set.cannot("time column " + set.time() + " is null in every row. Name another, or none.");
        }
        long from = found.getLong(0);
        long gap = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(set.gap()));
        return new Holdout(rows.filter(micros.leq(from - gap).and(micros.lt(from))), rows.filter(micros.geq(from)));
    }

    private void check(TrainingSet set) {
        if (validation.isEmpty() || classes(set) < 2) {
            throw set.cannot(
                    "parameters cannot be compared, because the rows before those held out for validation (with a"
                            + " gap of " + set.gap()
                            + ") do not hold two classes. Train on a longer time range, or fix every"
                            + " parameter of the learner to one value.");
        }
    }

    private long classes(TrainingSet set) {
        return training.select(TrainingSet.column(set.label()))
                .distinct()
                .limit(2)
                .count();
    }
}
