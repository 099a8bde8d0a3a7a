package io.lakemill.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakemill.models.ModelsException;
import io.lakemill.models.Target;
import io.lakemill.models.Task;
import io.lakemill.models.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class EvaluationTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final Target ABC = new Target(Task.MULTICLASS, "truth", "STRING", List.of("a", "b", "c"), null);
    private static final Target BINARY = new Target(Task.BINARY, "truth", "INT", List.of("0", "1"), null);

    /** The values are those of scikit-learn 1.9.1 for the same vectors. */
    @Test
    void multiclassMetricsAreScikitLearns(SparkSession spark) {
        String truth = "aaabbcccca";
        String predicted = "ababaccacc";
        double[][] p = {
            {.6, .3, .1}, {.2, .7, .1}, {.5, .25, .25}, {.1, .8, .1}, {.5, .4, .1},
            {.1, .1, .8}, {.05, .15, .8}, {.6, .2, .2}, {.25, .25, .5}, {.2, .2, .6}
        };
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            rows.add(RowFactory.create(
                    truth.substring(i, i + 1), predicted.substring(i, i + 1), p[i][0], p[i][1], p[i][2]));
        }

        Map<String, Double> metrics = Evaluation.of(abc(spark, rows), ABC).metrics();

        assertThat(metrics.get("accuracy")).isCloseTo(0.6, EXACT);
        assertThat(metrics.get("macro-f1")).isCloseTo(0.5833333333333334, EXACT);
        assertThat(metrics.get("macro-precision")).isCloseTo(0.5833333333333334, EXACT);
        assertThat(metrics.get("macro-recall")).isCloseTo(0.5833333333333334, EXACT);
        assertThat(metrics.get("weighted-f1")).isCloseTo(0.6, EXACT);
        assertThat(metrics.get("log-loss")).isCloseTo(0.8311155108004966, EXACT);
        assertThat(metrics.get("recall(c)")).isCloseTo(0.75, EXACT);
        assertThat(metrics.get("f1(b)")).isCloseTo(0.5, EXACT);
        assertThat(metrics).containsKeys(Metric.names(Task.MULTICLASS).toArray(String[]::new));
    }

    /** The values are those of scikit-learn 1.9.1 for the same vectors. */
    @Test
    void binaryMetricsAreScikitLearns(SparkSession spark) {
        int[] truth = {0, 0, 1, 1, 0, 1, 0, 1, 1, 0};
        double[] score = {.1, .4, .35, .8, .4, .4, .2, .9, .4, .8};

        Map<String, Double> metrics =
                Evaluation.of(binary(spark, truth, score), BINARY).metrics();

        assertThat(metrics.get("auc")).isCloseTo(0.7, EXACT);
        assertThat(metrics.get("average-precision")).isCloseTo(0.6869047619047619, EXACT);
        assertThat(metrics.get("f1")).isCloseTo(0.5, EXACT);
        assertThat(metrics.get("precision")).isCloseTo(0.6666666666666666, EXACT);
        assertThat(metrics.get("recall")).isCloseTo(0.4, EXACT);
        assertThat(metrics.get("brier")).isCloseTo(0.22025, EXACT);
        assertThat(metrics.get("log-loss")).isCloseTo(0.6170500882157142, EXACT);
        assertThat(metrics.get("macro-f1")).isCloseTo(0.5833333333333333, EXACT);
        assertThat(metrics).containsKeys(Metric.names(Task.BINARY).toArray(String[]::new));
    }

    @Test
    void randomScoresWithTiesAgreeWithANaiveComputation(SparkSession spark) {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            int[] truth = random.ints(300, 0, 2).toArray();
            int steps = seed == 1 ? 4 : 50;
            double[] score = new double[300];
            for (int i = 0; i < 300; i++) {
                score[i] = (truth[i] + random.nextInt(steps)) / (double) (steps + 1);
            }

            Map<String, Double> metrics =
                    Evaluation.of(binary(spark, truth, score), BINARY).metrics();

            assertThat(metrics.get("auc")).isCloseTo(Naive.auc(truth, score), EXACT);
            assertThat(metrics.get("average-precision")).isCloseTo(Naive.averagePrecision(truth, score), EXACT);
            assertThat(metrics.get("log-loss")).isCloseTo(Naive.logLoss(truth, score), EXACT);
            assertThat(metrics.get("f1")).isCloseTo(Naive.f1(truth, score), EXACT);
        }
    }

    @Test
    void aClassWithNoRowsThatIsNeverPredictedEntersNoAverage(SparkSession spark) {
        List<Row> rows = List.of(
                RowFactory.create("a", "a", 1.0, 0.0, 0.0),
                RowFactory.create("b", "a", 1.0, 0.0, 0.0),
                RowFactory.create("b", "b", 0.0, 1.0, 0.0));
        Evaluation evaluation = Evaluation.of(abc(spark, rows), ABC);
        assertThat(evaluation.metrics().get("macro-recall")).isCloseTo(0.75, EXACT);
        assertThat(evaluation.metrics()).doesNotContainKeys("recall(c)", "precision(c)", "f1(c)");
        assertThat(evaluation.confusion().rowsPerClass()).isEqualTo(Map.of("a", 1L, "b", 2L, "c", 0L));
        assertThat(evaluation.confusion().asMap().get("b")).isEqualTo(Map.of("a", 1L, "b", 1L, "c", 0L));
    }

    @Test
    void aClassThatTheModelDoesNotKnowCountsAsMissed(SparkSession spark) {
        List<Row> rows =
                List.of(RowFactory.create("a", "a", 1.0, 0.0, 0.0), RowFactory.create("new", "a", 1.0, 0.0, 0.0));
        Evaluation evaluation = Evaluation.of(abc(spark, rows), ABC);
        assertThat(evaluation.confusion().classes()).containsExactly("a", "b", "c", "new");
        assertThat(evaluation.metrics()).containsEntry("accuracy", 0.5).containsEntry("recall(new)", 0.0);
        assertThat(evaluation.metrics().get("log-loss")).isCloseTo(-Math.log(Math.ulp(1.0)) / 2, EXACT);
    }

    @Test
    void rankingIsNotDefinedForOneClass(SparkSession spark) {
        Dataset<Row> rows = binary(spark, new int[] {1, 1}, new double[] {0.4, 0.9});
        assertThat(Evaluation.of(rows, BINARY).metrics())
                .doesNotContainKeys("auc", "average-precision")
                .containsEntry("recall", 0.5);
    }

    @Test
    void theMajorityIsPredictedWithTheTrainingShares(SparkSession spark) {
        List<Row> rows =
                List.of(RowFactory.create("a", "c", 0.0, 0.0, 1.0), RowFactory.create("b", "b", 0.0, 1.0, 0.0));
        Map<String, Double> metrics = Evaluation.ofMajority(
                        abc(spark, rows).select("truth"), ABC, Map.of("a", 1L, "b", 2L, "c", 1L))
                .metrics();
        assertThat(metrics).containsEntry("accuracy", 0.5).containsEntry("recall(b)", 1.0);
        assertThat(metrics.get("log-loss")).isCloseTo((Math.log(4) + Math.log(2)) / 2, EXACT);
    }

    @Test
    void withoutRowsThereIsNothingToEvaluate(SparkSession spark) {
        assertThatThrownBy(() -> Evaluation.of(abc(spark, List.of()), ABC))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot evaluate a model of truth: no rows are held out. Hold out more, or check when their"
                        + " labels become known.");
    }

    private static Dataset<Row> abc(SparkSession spark, List<Row> rows) {
        return spark.createDataFrame(
                        rows, StructType.fromDDL("truth STRING, prediction STRING, a DOUBLE, b DOUBLE, c DOUBLE"))
                .selectExpr(
                        "truth",
                        "prediction",
                        "greatest(a, b, c) AS probability",
                        "map('a', a, 'b', b, 'c', c) AS probabilities");
    }

    private static Dataset<Row> binary(SparkSession spark, int[] truth, double[] score) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            rows.add(RowFactory.create(truth[i], score[i] > 0.5 ? 1 : 0, score[i]));
        }
        return spark.createDataFrame(rows, StructType.fromDDL("truth INT, prediction INT, probability DOUBLE"));
    }
}
