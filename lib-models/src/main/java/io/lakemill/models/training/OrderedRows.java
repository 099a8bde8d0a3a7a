package io.lakemill.models.training;

import static org.apache.spark.sql.functions.xxhash64;

import io.lakemill.models.learners.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Cached training rows whose partitions and order follow from what the rows hold, not from how they were read.
 *
 * <p>Spark draws bootstrap samples by a partition's number and a row's place in it, so both are fixed here: rows go to
 * partitions by the hash of keys and time, and are sorted in them by keys, time and a hash of everything else. Up to
 * {@value #EXACT_ROWS} rows there are two partitions, which makes every learner exact (a sum of two does not depend on
 * their order); with more rows there are more, and boosted trees and logistic regression are equal to rounding, while
 * forests, which only count, stay exact.
 */
final class OrderedRows implements AutoCloseable {
    static final long EXACT_ROWS = 200_000;
    private static final int EXACT_PARTITIONS = 2;
    private static final long ROWS_PER_PARTITION = 100_000;

    private final Dataset<Row> rows;
    private final boolean exact;

    private OrderedRows(Dataset<Row> rows, boolean exact) {
        this.rows = rows;
        this.exact = exact;
    }

    static OrderedRows of(TrainingSet set, Dataset<Row> rows, long count) {
        List<Column> order =
                new ArrayList<>(set.keys().stream().map(TrainingSet::column).toList());
        if (set.time() != null) {
            order.add(TrainingSet.column(set.time()));
        }
        Column[] place = order.toArray(Column[]::new);
        order.add(
                xxhash64(Arrays.stream(rows.columns()).map(TrainingSet::column).toArray(Column[]::new)));
        Dataset<Row> ordered = rows.repartition(partitions(count), place)
                .sortWithinPartitions(order.toArray(Column[]::new))
                .persist();
        return new OrderedRows(ordered, count <= EXACT_ROWS);
    }

    private static int partitions(long count) {
        return count <= EXACT_ROWS ? EXACT_PARTITIONS : Math.toIntExact((count - 1) / ROWS_PER_PARTITION + 1);
    }

    Dataset<Row> rows() {
        return rows;
    }

    /** Rows made of these, in one partition as long as that is what makes approximate quantiles exact. */
    Dataset<Row> merged(Dataset<Row> some) {
        return exact ? some.coalesce(1) : some;
    }

    /** Rows made of these, in as few partitions as the learner needs to be exact, where that can be had. */
    Dataset<Row> partitionedFor(Learner learner, Dataset<Row> some) {
        return exact && learner.exactPartitions() < EXACT_PARTITIONS ? some.coalesce(learner.exactPartitions()) : some;
    }

    @Override
    public void close() {
        rows.unpersist();
    }
}
