package io.lakemill.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.to_date;

import io.lakemill.features.FeatureTable;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Steps;
import io.lakemill.jobs.config.PipelineConfig;
import io.lakemill.models.registry.Registry;
import io.lakemill.models.scoring.Predictions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Scores with the champion whatever has not been scored yet, exactly once.
 *
 * <p>An interval is put into the predictions in one commit, in the place of whatever is there: a run that is killed leaves
 * the old interval or the new, and a run that is repeated leaves the same. How far scoring has come is told by the
 * predictions themselves.
 */
final class ScoreJob {
    private final PipelineConfig pipeline;
    private final Lake lake;
    private final Supplier<Registry> registry;
    private final Instant asOf;
    private final Interval backfill;
    private final String run;
    private final Console console;

    /**
     * @param backfill what to score, whether it has been scored or not; null for what has not
     * @param run the id of this run, which goes into every row
     */
    ScoreJob(
            PipelineConfig pipeline,
            Lake lake,
            Supplier<Registry> registry,
            Instant asOf,
            Interval backfill,
            String run,
            Console console) {
        this.pipeline = pipeline;
        this.lake = lake;
        this.registry = registry;
        this.asOf = asOf;
        this.backfill = backfill;
        this.run = run;
        this.console = console;
    }

    /** A span of time, both ends included. */
    record Interval(Instant from, Instant to) {}

    /**
     * What was scored.
     *
     * @param model the version that scored, such as {@code pdm/7}; null when nothing was due
     * @param interval the interval; null when nothing was due
     * @param rows how many predictions were written
     * @param table where they are
     */
    record Result(String model, Interval interval, long rows, String table) {}

    Result run() {
        Stopwatch watch = new Stopwatch();
        LakeTable predictions = lake.predictions(pipeline.pipeline());
        Interval due = due();
        if (due == null) {
            Result nothing = new Result(null, null, 0, predictions.path());
            console.step("score", pipeline.pipeline(), "nothing new", watch.elapsed(), nothing, List.of());
            return nothing;
        }
        console.progress().begin("score", 1);
        console.progress().part(pipeline.pipeline());
        Champion champion = champion();
        Dataset<Row> scored = scored(champion, due);
        List<String> notices = new ArrayList<>();
        long rows = write(predictions, scored, due, champion, notices);
        console.progress().end();
        Result result = new Result(champion.version().toString(), due, rows, predictions.path());
        String said =
                Console.count(rows, "prediction") + ", " + Console.time(due.from()) + " to " + Console.time(due.to());
        console.step("score", champion.version().toString(), said, watch.elapsed(), result, notices);
        return result;
    }

    /** The interval to score; null when all is scored. */
    Interval due() {
        Steps steps = new Steps(every());
        Instant to = steps.floor(asOf);
        LakeTable predictions = lake.predictions(pipeline.pipeline());
        Instant scored = scoredTo(predictions);
        if (backfill != null) {
            refuseHole(scored);
            return backfill;
        }
        Instant from = scored == null
                ? steps.ceil(pipeline.model().split().testFrom())
                : steps.floor(scored).plus(steps.every());
        return from.isAfter(to) ? null : new Interval(from, to);
    }

    private void refuseHole(Instant scored) {
        if (scored != null && backfill.from().isAfter(scored.plus(every()))) {
            throw new JobException("Cannot score " + backfill.from() + ".." + backfill.to()
                    + ": predictions end at " + scored + ", and the steps in between would never be scored."
                    + " Begin at " + scored.plus(every()) + " or earlier.");
        }
    }

    private static Instant scoredTo(LakeTable predictions) {
        if (!predictions.exists()) {
            return null;
        }
        Row newest = predictions.read().agg(max(FeatureTable.TIME)).first();
        return newest.isNullAt(0) ? null : newest.getTimestamp(0).toInstant();
    }

    private Duration every() {
        Duration every = pipeline.score().every();
        return every != null
                ? every
                : pipeline.featureTables()
                        .get(pipeline.model().features().get(0))
                        .every();
    }

    private Champion champion() {
        String name = pipeline.pipeline();
        Registry home = registry.get();
        Champion champion = home.byAlias(name, Champion.ALIAS)
                .map(version -> Champion.load(home, version, lake))
                .orElseThrow(() -> new JobException("Cannot score " + name + ": it has no champion."
                        + " Train a version that passes its gates, or promote one by hand:"
                        + " lakemill promote CONF " + name + " VERSION."));
        List<String> mismatches = Champion.mismatches(champion.card(), pipeline, lake);
        if (!mismatches.isEmpty()) {
            throw new JobException("Cannot score with " + champion.version() + ": " + String.join("; ", mismatches)
                    + ". Train again, or rebuild the feature tables with the old definition.");
        }
        return champion;
    }

    private Dataset<Row> scored(Champion champion, Interval due) {
        ModelRows rows = new ModelRows(pipeline, table -> lake.features(table).read(), champion.columns());
        Duration every = pipeline.score().every();
        Dataset<Row> featured = rows.withFeatures(rows.spine(due.from(), due.to(), every), due.from(), due.to());
        Dataset<Row> predicted =
                Predictions.predict(champion.model(), champion.card().target(), featured);
        List<Column> columns = new ArrayList<>();
        rows.keys().forEach(key -> columns.add(col("`" + key + "`")));
        columns.add(col(FeatureTable.TIME));
        List<String> added = new ArrayList<>(List.of(predicted.columns()));
        added.removeAll(List.of(featured.columns()));
        added.forEach(name -> columns.add(col(name)));
        columns.add(lit(champion.version().model()).as("model_name"));
        columns.add(lit(champion.version().version()).as("model_version"));
        columns.add(lit(champion.featureSetId()).as("feature_set_id"));
        columns.add(lit(Instant.now()).cast(DataTypes.TimestampType).as("scored_at"));
        columns.add(lit(run).as("run_id"));
        columns.add(to_date(col(FeatureTable.TIME)).as(LakeTable.DATE));
        return predicted.select(columns.toArray(Column[]::new)).repartition(col(LakeTable.DATE));
    }

    private long write(
            LakeTable predictions, Dataset<Row> scored, Interval due, Champion champion, List<String> notices) {
        LakeTable.Commit commit = LakeTable.Commit.of(Map.of(
                "job", "score",
                "run", run,
                "model", champion.version().toString(),
                "from", due.from().toString(),
                "to", due.to().toString()));
        try {
            if (predictions.exists()) {
                predictions.replaceInterval(scored, due.from(), due.to(), commit);
            } else {
                predictions.replace(scored, Map.of("delta.isolationLevel", "Serializable"), commit);
            }
            return predictions.rowsWritten();
        } catch (ConcurrentModificationException e) {
            Interval left = backfill == null ? due() : backfill;
            if (left != null) {
                throw new JobException(
                        "Cannot score " + due.from() + ".." + due.to()
                                + ": another run wrote to the predictions at the same time. Run again.",
                        e);
            }
            notices.add("another run scored this interval at the same time; its predictions stand");
            return 0;
        }
    }
}
