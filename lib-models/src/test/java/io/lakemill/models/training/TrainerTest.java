package io.lakemill.models.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakemill.models.Task;
import io.lakemill.models.TestSpark;
import io.lakemill.models.evaluation.Evaluation;
import io.lakemill.models.learners.GradientBoostedTrees;
import io.lakemill.models.learners.Learner;
import io.lakemill.models.learners.LogisticRegression;
import io.lakemill.models.learners.RandomForest;
import io.lakemill.models.learners.Space;
import io.lakemill.models.scoring.Predictions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(TestSpark.class)
class TrainerTest {
    private static final Progress SILENT = (trial, done, of, best) -> {};

    static Stream<Arguments> learners() {
        return Stream.of(
                Arguments.of(new RandomForest(Space.of(5), Space.of(3), null, null, null), Task.MULTICLASS),
                Arguments.of(boosting(), Task.MULTICLASS),
                Arguments.of(new LogisticRegression(null, null, Space.of(5)), Task.BINARY));
    }

    private static GradientBoostedTrees boosting() {
        return new GradientBoostedTrees(Space.of(2), Space.of(2), Space.of(0.5), Space.of(0.8), null, null);
    }

    /** Trained on the same rows in another order and other partitions, saved and loaded, it is still the same model. */
    @ParameterizedTest
    @MethodSource("learners")
    void theSameRowsGiveTheSameModel(Learner learner, Task task, SparkSession spark, @TempDir Path folder)
            throws Exception {
        List<Row> list = Parts.list(300);
        Dataset<Row> rows = Parts.of(spark, list);
        List<Row> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, new Random(3));

        Trained trained = train(learner, task, rows);
        train(learner, task, Parts.of(spark, shuffled).repartition(5))
                .model()
                .save(folder.resolve("model").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());

        assertThat(predictions(loaded, trained, rows)).isEqualTo(predictions(trained.model(), trained, rows));
        assertThat(Arrays.stream(loaded.stages()).map(stage -> stage.getClass().getName()))
                .allMatch(name -> name.startsWith("org.apache.spark.ml."));
        assertThat(trained.leftOut()).containsExactly("empty", "same");
        assertBeatsMajority(trained, rows);
        assertScoresWhatItNeverSaw(trained, spark);
    }

    private static void assertBeatsMajority(Trained trained, Dataset<Row> rows) {
        Dataset<Row> predicted = Predictions.predict(trained.model(), trained.target(), rows);
        Evaluation model = Evaluation.of(predicted, trained.target());
        Evaluation majority = Evaluation.ofMajority(rows, trained.target(), trained.rowsPerClass());
        assertThat(model.metrics().get("accuracy"))
                .isGreaterThan(majority.metrics().get("accuracy") + 0.15);
        assertThat(model.metrics().get("log-loss"))
                .isLessThan(majority.metrics().get("log-loss"));
    }

    private static void assertScoresWhatItNeverSaw(Trained trained, SparkSession spark) {
        Row unseen = RowFactory.create(1, null, null, null, "a new make", null, null, null, null, null, null, null);
        Row scored = Predictions.predict(trained.model(), trained.target(), Parts.of(spark, List.of(unseen)))
                .head();
        assertThat(trained.target().classes())
                .contains(scored.getAs(Predictions.PREDICTION).toString());
        assertThat(scored.<Double>getAs(Predictions.PROBABILITY)).isBetween(0.0, 1.0);
    }

    @Test
    void anotherSeedGivesAnotherModel(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 300);
        Learner forest = new RandomForest(Space.of(5), Space.of(3), null, null, null);
        Trained one = trainer(forest, Task.MULTICLASS, 1).train(set(rows, "wear"), SILENT);
        Trained two = trainer(forest, Task.MULTICLASS, 2).train(set(rows, "wear"), SILENT);
        assertThat(predictions(one.model(), one, rows)).isNotEqualTo(predictions(two.model(), two, rows));
    }

    @Test
    void theBestTrialsParametersAreTrainedOnAllRows(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 300);
        Learner forest = new RandomForest(Space.of(5), Space.of(List.of(1, 5)), null, Space.of("all"), null);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Tuning parallel = new Tuning(null, null, 2, "macro-recall", null, null);
        int cached = spark.sparkContext().getPersistentRDDs().size();

        Trained trained = new Trainer(forest, Task.MULTICLASS, parallel)
                .train(set(rows, "wear"), (trial, done, of, best) -> heard.add(done + " of " + of));

        assertThat(heard).containsExactly("1 of 2", "2 of 2");
        assertThat(trained.trials()).extracting(TrialResult::number).containsExactly(1, 2);
        assertThat(trained.trials())
                .allSatisfy(trial ->
                        assertThat(trial.score()).isEqualTo(trial.metrics().get("macro-recall")));
        assertThat(trained.params().asText()).containsEntry("max-depth", "5").containsEntry("trees", "5");
        assertThat(trained.rowsPerClass().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(300);
        assertThat(spark.sparkContext().getPersistentRDDs().size()).isEqualTo(cached);
    }

    @Test
    void labelsKeepTheirTypeAndOrder(SparkSession spark) {
        Dataset<Row> rows = Parts.rows(spark, 300);
        Learner forest = new RandomForest(Space.of(2), Space.of(2), null, null, null);

        Trained grade = new Trainer(forest, Task.MULTICLASS, Tuning.defaults()).train(set(rows, "grade"), SILENT);
        Trained broken = train(boosting(), Task.BINARY, rows);

        assertThat(grade.target().classes()).containsExactly("9", "10", "100");
        assertThat(broken.target().classes()).containsExactly("false", "true");
        assertThat(broken.target().positive()).isEqualTo("true");
        assertThat(types(grade, rows)).contains("prediction INT", "probabilities MAP<STRING, DOUBLE>");
        assertThat(types(broken, rows)).contains("prediction BOOLEAN", "probability DOUBLE");
    }

    private static List<String> types(Trained trained, Dataset<Row> rows) {
        return Arrays.stream(Predictions.predict(trained.model(), trained.target(), rows)
                        .schema()
                        .fields())
                .map(field -> field.name() + " " + field.dataType().sql())
                .toList();
    }

    private static Trained train(Learner learner, Task task, Dataset<Row> rows) {
        return trainer(learner, task, 42).train(set(rows, task == Task.BINARY ? "broken" : "wear"), SILENT);
    }

    private static Trainer trainer(Learner learner, Task task, long seed) {
        return new Trainer(learner, task, new Tuning(null, null, null, null, null, seed));
    }

    private static TrainingSet set(Dataset<Row> rows, String label) {
        return new TrainingSet("parts", rows, label, Parts.FEATURES, List.of("id"), "time", Duration.ofHours(3), null);
    }

    private static List<Row> predictions(PipelineModel model, Trained trained, Dataset<Row> rows) {
        return Predictions.predict(model, trained.target(), rows.coalesce(1)).collectAsList();
    }
}
