package io.lakemill.models.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.ModelsException;
import io.lakemill.models.Task;
import io.lakemill.models.TestSpark;
import io.lakemill.models.learners.RandomForest;
import io.lakemill.models.learners.Space;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class TrainerErrorsTest {
    private static final RandomForest FOREST = new RandomForest(Space.of(2), Space.of(2), null, null, null);
    private static final RandomForest SEARCH = new RandomForest(Space.of(2), Space.of(List.of(1, 2)), null, null, null);

    @Test
    void theLabelIsMissing(SparkSession spark) {
        assertFails(FOREST, Task.BINARY, set(Parts.rows(spark, 20), "lable", Parts.FEATURES))
                .hasMessageStartingWith("Cannot train parts: there is no label column lable among id, time, volt,")
                .hasMessageEndingWith(". Name one that is there.");
    }

    @Test
    void aFeatureIsMissing(SparkSession spark) {
        assertFails(FOREST, Task.BINARY, set(Parts.rows(spark, 20), "broken", List.of("volts")))
                .hasMessageStartingWith("Cannot train parts: there is no column volts among id, time, volt,");
    }

    @Test
    void allLabelsAreTheSame(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 1234).withColumn("wear", functions.lit("none"));
        assertFails(FOREST, Task.MULTICLASS, set(rows, "wear", Parts.FEATURES))
                .hasMessage("Cannot train parts: all 1,234 labels are 'none'. Train on rows that hold at least two"
                        + " classes: a longer time range, or another label.");
    }

    @Test
    void someLabelsAreNull(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 20).withColumn("wear", functions.expr("if(id < 3, null, wear)"));
        assertFails(FOREST, Task.MULTICLASS, set(rows, "wear", Parts.FEATURES))
                .hasMessage("Cannot train parts: label wear is null in 6 rows. Leave out the rows whose label is not"
                        + " known.");
    }

    @Test
    void thereAreNoRows(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 20).filter("false");
        assertFails(FOREST, Task.MULTICLASS, set(rows, "wear", Parts.FEATURES))
                .hasMessage("Cannot train parts: there are no rows to train on. Check the time range, and when labels"
                        + " become known.");
    }

    @Test
    void aBinaryLabelHasThreeClasses(SparkSession spark) {
        assertFails(FOREST, Task.BINARY, set(Parts.rows(spark, 60), "grade", Parts.FEATURES))
                .hasMessage("Cannot train parts: label grade has 3 classes (9, 10, 100) and the task is binary."
                        + " Set task = multiclass.");
    }

    @Test
    void theLabelIsAnAmount(SparkSession spark) {
        assertFails(FOREST, Task.MULTICLASS, set(Parts.rows(spark, 60), "volt", List.of("age")))
                .hasMessage("Cannot train parts: label volt is DOUBLE, and classes are text, whole numbers or booleans."
                        + " Use another label or task.");
    }

    @Test
    void positiveIsNoClass(SparkSession spark) {
        TrainingSet set = new TrainingSet(
                "parts", Parts.rows(spark, 60), "broken", List.of("age"), List.of("id"), "time", null, "yes");
        assertFails(FOREST, Task.BINARY, set)
                .hasMessage("Cannot train parts: positive is 'yes', but the labels are false, true. Name one of them.");
    }

    @Test
    void aFeatureIsATimestamp(SparkSession spark) {
        assertFails(FOREST, Task.BINARY, set(Parts.rows(spark, 60), "broken", List.of("age", "time")))
                .hasMessage("Cannot train parts: feature time is TIMESTAMP, and features are numbers, booleans or text."
                        + " Leave it out, or derive numbers from it.");
    }

    @Test
    void aFeatureIsAnIdentifier(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 3000).withColumn("serial", functions.expr("cast(volt * 1e9 AS STRING)"));
        assertFails(FOREST, Task.BINARY, set(rows, "broken", List.of("age", "serial")))
                .hasMessageMatching("Cannot train parts: text feature serial has about 2,[0-9]{3} different values, and"
                        + " up to 1,000 can be told apart\\. Leave it out, or group its values\\.");
    }

    @Test
    void noFeatureTellsRowsApart(SparkSession spark) {
        assertFails(FOREST, Task.BINARY, set(Parts.rows(spark, 60), "broken", List.of("empty", "same")))
                .hasMessage("Cannot train parts: every feature is empty or the same in all rows: empty, same. Add"
                        + " features that tell the rows apart.");
    }

    @Test
    void theLabelIsAFeature(SparkSession spark) {
        assertFails(FOREST, Task.BINARY, set(Parts.rows(spark, 60), "broken", List.of("age", "broken")))
                .hasMessage("Cannot train parts: the label broken is one of the features. Take it from the features.");
    }

    @Test
    void aColumnHasAReservedName(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 60).withColumnRenamed("age", "lakemill_age");
        assertFails(FOREST, Task.BINARY, set(rows, "broken", List.of("lakemill_age")))
                .hasMessage(
                        "Cannot train parts: column lakemill_age begins with lakemill_, which the model's own columns"
                                + " do. Rename it.");
    }

    @Test
    void aColumnHasADotInItsName(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 60).withColumnRenamed("age", "part.age");
        assertFails(FOREST, Task.BINARY, set(rows, "broken", List.of("part.age")))
                .hasMessage("Cannot train parts: column part.age has a dot in its name, which Spark's models take for a"
                        + " field of a struct. Rename it.");
    }

    @Test
    void theGapLeavesNothingToLearnFrom(SparkSession spark) {
        TrainingSet set = new TrainingSet(
                "parts",
                Parts.rows(spark, 60),
                "broken",
                List.of("age"),
                List.of("id"),
                "time",
                Duration.ofDays(9),
                null);
        assertFails(SEARCH, Task.BINARY, set)
                .hasMessage("Cannot train parts: parameters cannot be compared, because the rows before those held out"
                        + " for validation (with a gap of PT216H) do not hold two classes. Train on a longer time range,"
                        + " or fix every parameter of the learner to one value.");
    }

    @Test
    void theMetricIsOfAnotherTask() {
        Tuning byAuc = new Tuning(null, null, null, "auc", null, null);
        assertThatThrownBy(() -> new Trainer(FOREST, Task.MULTICLASS, byAuc))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no metric of a multiclass model is called 'auc'; there are accuracy, macro-f1,"
                        + " macro-precision, macro-recall, weighted-f1, log-loss, and precision(CLASS), recall(CLASS),"
                        + " f1(CLASS)");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(
            RandomForest learner, Task task, TrainingSet set) {
        return assertThatThrownBy(
                        () -> new Trainer(learner, task, Tuning.defaults()).train(set, (trial, done, of, best) -> {}))
                .isInstanceOf(ModelsException.class);
    }

    private static TrainingSet set(Dataset<Row> rows, String label, List<String> features) {
        return new TrainingSet("parts", rows, label, features, List.of("id"), "time", null, null);
    }
}
