package io.lakemill.models.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakemill.models.TestSpark;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class HoldoutTest {
    @Test
    void theNewestRowsAreHeldOutWithAGapBefore(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 200);

        Holdout holdout = Holdout.of(set(rows, "time", Duration.ofHours(6)), rows, 0.25);

        // 20 times, 3 h apart; the upper quartile of 0..19 with each ten times is 14.25, so times 15 to 19 are held.
        assertThat(holdout.validation().count()).isEqualTo(50);
        assertThat(edge(holdout.validation(), "min(time)")).isEqualTo(hours(45));
        // The split lies at 42.75 h.
        assertThat(edge(holdout.training(), "max(time)")).isEqualTo(hours(36));
        assertThat(holdout.training().count()).isEqualTo(130);
    }

    @Test
    void withoutAGapEveryRowIsOnOneSide(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 200);
        Holdout holdout = Holdout.of(set(rows, "time", Duration.ZERO), rows, 0.5);
        assertThat(holdout.training().count()).isEqualTo(100);
        assertThat(holdout.validation().count()).isEqualTo(100);
    }

    @Test
    void withoutTimeAKeyIsOnOneSide(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 500).withColumn("id", org.apache.spark.sql.functions.expr("id % 7"));

        Holdout holdout = Holdout.of(set(rows, null, null), rows, 0.4);

        Set<Object> held = ids(holdout.validation());
        assertThat(held).isNotEmpty().doesNotContainAnyElementsOf(ids(holdout.training()));
        assertThat(holdout.training().count() + holdout.validation().count()).isEqualTo(500);
    }

    private static Set<Object> ids(Dataset<Row> rows) {
        return new HashSet<>(rows.select("id").distinct().collectAsList().stream()
                .map(row -> row.get(0))
                .toList());
    }

    private static Timestamp edge(Dataset<Row> rows, String edge) {
        return rows.selectExpr(edge).head().getTimestamp(0);
    }

    private static Timestamp hours(long hours) {
        return Timestamp.from(Parts.START.plus(Duration.ofHours(hours)));
    }

    private static TrainingSet set(Dataset<Row> rows, String time, Duration gap) {
        return new TrainingSet("parts", rows, "wear", List.of("volt"), List.of("id"), time, gap, null);
    }
}
