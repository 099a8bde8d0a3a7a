package io.lakemill.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.lakemill.features.FeatureTable;
import io.lakemill.jobs.config.LabelConfig;
import io.lakemill.jobs.config.ModelConfig;
import io.lakemill.jobs.config.PipelineConfig;
import io.lakemill.jobs.config.Settings;
import io.lakemill.models.ModelCard;
import io.lakemill.models.ModelsException;
import io.lakemill.models.evaluation.Evaluation;
import io.lakemill.models.registry.ModelDirectory;
import io.lakemill.models.registry.ModelVersion;
import io.lakemill.models.registry.Registry;
import io.lakemill.models.scoring.Predictions;
import io.lakemill.models.training.Trained;
import io.lakemill.models.training.Trainer;
import io.lakemill.models.training.TrainingSet;
import io.lakemill.models.training.TrialResult;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a model on what was known at a time, evaluates it on held-out rows, and registers it.
 *
 * <p>The tables are read at the versions they have when the job begins, and these are written into the model's card. The
 * model is complete in the lake before the registry is told of it.
 */
final class TrainJob {
    /** The note of a model card that says up to when its training could see. */
    static final String AS_OF = "as-of";

    private final Settings settings;
    private final PipelineConfig pipeline;
    private final ModelConfig model;
    private final Lake lake;
    private final Supplier<Registry> registry;
    private final Instant asOf;
    private final String run;
    private final Console console;
    private final Candidates candidates;

    TrainJob(Settings settings, Lake lake, Supplier<Registry> registry, Instant asOf, String run, Console console) {
        this.settings = settings;
        this.pipeline = settings.pipeline();
        this.model = pipeline.model();
        this.lake = lake;
        this.registry = registry;
        this.asOf = asOf;
        this.run = run;
        this.console = console;
        this.candidates = new Candidates(pipeline.pipeline(), lake);
    }

    /**
     * What was trained.
     *
     * @param version the version in the registry, such as {@code pdm/7}
     * @param learner the learner and the parameters that were chosen
     * @param trials how many combinations were tried
     * @param trainingRows how many rows were learned from
     * @param testRows how many rows were held out
     * @param metrics of the held-out rows
     * @param baseline the metrics of always predicting the most frequent class
     */
    record Result(
            String version,
            String learner,
            int trials,
            long trainingRows,
            long testRows,
            Map<String, Double> metrics,
            Map<String, Double> baseline) {}

    Result run() {
        Stopwatch watch = new Stopwatch();
        console.progress().begin("train", 4);
        console.progress().part("training set");
        String runInRegistry = startRun();
        ModelCard card = train(runInRegistry);
        console.progress().part("registry");
        ModelVersion version = register(run);
        console.progress().end();
        String metric = model.metric().name();
        Result result = new Result(
                version.toString(),
                card.learner() + " " + card.params(),
                card.trials().size(),
                card.train().count(),
                card.test().count(),
                card.metrics(),
                card.baseline());
        String said = String.format(
                Locale.ROOT,
                "%s: %s on %s held-out rows (majority: %s)",
                card.learner(),
                value(metric, card.metrics()),
                Console.count(card.test().count()),
                number(card.baseline().get(metric)));
        List<String> notices = card.leftOut().isEmpty()
                ? List.of()
                : List.of(
                        "left out, for they were the same in all training rows: " + String.join(", ", card.leftOut()));
        console.step("train", version.toString(), said, watch.elapsed(), result, notices);
        return result;
    }

    static String value(String metric, Map<String, Double> metrics) {
        return metric + " " + number(metrics.get(metric));
    }

    static String number(Double value) {
        return value == null ? "undefined" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** The run's id in the registry; our own while the registry does not answer, for training must not depend on it. */
    private String startRun() {
        try {
            return registry.get().startRun(Candidates.start(pipeline.pipeline(), run));
        } catch (ModelsException e) {
            console.say("          ! " + e.getMessage());
            return run;
        }
    }

    /** Registers a model that is complete in the lake; the error says that it is not lost. */
    ModelVersion register(String trainedBy) {
        try {
            return candidates.register(registry.get(), trainedBy, model.metric().name());
        } catch (ModelsException e) {
            throw new JobException(
                    e.getMessage() + "\nThe model that was trained is not lost: it is kept in "
                            + candidates.path(trainedBy) + ", and the next run registers it.",
                    e);
        }
    }

    private ModelCard train(String runInRegistry) {
        PinnedTables tables = PinnedTables.of(pipeline, lake);
        ModelRows rows = new ModelRows(pipeline, tables::featureRows, tables.columns());
        Dataset<Row> labelled = rows.labelled(tables.eventRows(), asOf).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Split split = new Split(rows.training(labelled), rows.test(labelled));
            refuseEmpty(labelled, split, rows);
            Trained trained = fit(rows, split.training());
            console.progress().part("evaluation");
            StructType inputs = inputs(rows, split.training());
            ModelCard card = card(tables, rows, split, trained, inputs);
            candidates
                    .directory(run)
                    .write(new ModelDirectory.Contents(
                            trained.model(),
                            inputs,
                            DataTypes.StringType,
                            card.toJson(),
                            settings.text(),
                            runInRegistry));
            return card;
        } finally {
            labelled.unpersist();
        }
    }

    /** The rows to learn from and the rows held out, and how many there are of each, from when to when. */
    private record Split(Dataset<Row> training, Dataset<Row> test, Span trainingSpan, Span testSpan) {
        private Split(Dataset<Row> training, Dataset<Row> test) {
            this(training, test, span(training), span(test));
        }
    }

    private ModelCard card(PinnedTables tables, ModelRows rows, Split split, Trained trained, StructType inputs) {
        Evaluation evaluation =
                Evaluation.of(Predictions.predict(trained.model(), trained.target(), split.test()), trained.target());
        Evaluation baseline = Evaluation.ofMajority(split.test(), trained.target(), trained.rowsPerClass());
        Map<String, String> types = new LinkedHashMap<>();
        for (var field : inputs.fields()) {
            types.put(field.name(), field.dataType().sql());
        }
        return new ModelCard(
                pipeline.pipeline(),
                run,
                Instant.now(),
                trained.target(),
                model.learner().type(),
                trained.params().asText(),
                model.tune().seed(),
                types,
                trained.leftOut(),
                List.copyOf(tables.features().values()),
                List.of(tables.events()),
                split.trainingSpan().rows(trained.rowsPerClass()),
                split.testSpan().rows(evaluation.confusion().rowsPerClass()),
                rows.gap().toSeconds(),
                evaluation.metrics(),
                evaluation.confusion().asMap(),
                baseline.metrics(),
                trained.trials().stream().map(TrainJob::trial).toList(),
                settings.hash(),
                Versions.all(),
                GitCommit.ofWorkingDirectory(),
                Map.of(AS_OF, asOf.toString()));
    }

    private static ModelCard.Trial trial(TrialResult trial) {
        return new ModelCard.Trial(trial.number(), trial.params().asText(), trial.score(), trial.error());
    }

    private Trained fit(ModelRows rows, Dataset<Row> training) {
        LabelConfig label = model.label();
        Trainer trainer = new Trainer(model.learner(), model.task(), model.tune());
        TrainingSet set = new TrainingSet(
                pipeline.pipeline(),
                training,
                ModelRows.LABEL,
                rows.features(),
                rows.keys(),
                FeatureTable.TIME,
                rows.gap(),
                label.positive());
        console.progress().part(model.learner().type());
        return trainer.train(
                set,
                (trial, done, of, best) -> console.progress()
                        .within(
                                (double) done / of,
                                "trial " + done + " of " + of
                                        + (best == null ? "" : ", best " + number(best.score()))));
    }

    private StructType inputs(ModelRows rows, Dataset<Row> training) {
        StructType inputs = new StructType();
        for (String feature : rows.features()) {
            inputs = inputs.add(feature, training.schema().apply(feature).dataType());
        }
        return inputs;
    }

    /** How many rows there are, and from when to when. */
    private record Span(long count, Instant from, Instant to) {
        private ModelCard.Rows rows(Map<String, Long> perClass) {
            return new ModelCard.Rows(count, perClass, from, to);
        }
    }

    private static Span span(Dataset<Row> rows) {
        Row span = rows.agg(count(lit(1)), min(col(FeatureTable.TIME)), max(col(FeatureTable.TIME)))
                .first();
        return span.getLong(0) == 0
                ? new Span(0, null, null)
                : new Span(
                        span.getLong(0),
                        span.getTimestamp(1).toInstant(),
                        span.getTimestamp(2).toInstant());
    }

    private void refuseEmpty(Dataset<Row> labelled, Split split, ModelRows rows) {
        boolean noTraining = split.trainingSpan().count() == 0;
        if (!noTraining && split.testSpan().count() > 0) {
            return;
        }
        Span all = span(labelled);
        String which = noTraining
                ? "no row with a known label lies " + rows.gap() + " or more before"
                : "no row with a known label lies at or after";
        String there = all.count() == 0
                ? "There is none at all as of " + asOf
                : "There are " + Console.count(all.count()) + ", from " + all.from() + " to " + all.to();
        throw new JobException("Cannot train " + pipeline.pipeline() + ": " + which + " model.split.test-from, "
                + model.split().testFrom() + ". " + there + ". Set test-from between these, or ingest more.");
    }
}
