package io.lakemill.jobs;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.delta.tables.DeltaTable;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.LakeTable;
import io.lakemill.models.ModelCard;
import io.lakemill.models.registry.ModelVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Lists what there is: tables, versions, runs. */
final class Listings {
    private static final int MOST_RUNS = 20;

    private final Execution run;

    Listings(Execution run) {
        this.run = run;
    }

    /** A table of the lake. */
    private record Table(String table, long rows, long bytes, long version, Instant from, Instant to) {}

    /** The tables of the lake; returns the exit code. */
    int tables() {
        Columns columns = new Columns("table", "rows", "size", "version", "from", "to");
        for (String name : run.lake().tables()) {
            Table table = table(name);
            run.console().tell(table);
            columns.add(
                    name,
                    Console.count(table.rows()),
                    PlanJob.bytes(table.bytes()),
                    String.valueOf(table.version()),
                    table.from() == null ? "" : Console.time(table.from()),
                    table.to() == null ? "" : Console.time(table.to()));
        }
        return print(columns, "There are no tables in " + run.lake().root() + " yet.");
    }

    private Table table(String name) {
        LakeTable table = run.lake().table(name);
        Dataset<Row> rows = table.read();
        Row detail = DeltaTable.forPath(run.spark(), table.path()).detail().first();
        String time = time(name);
        Row span = time == null || !Arrays.asList(rows.columns()).contains(time)
                ? null
                : rows.agg(min(time), max(time)).first();
        return new Table(
                name,
                rows.count(),
                detail.<Long>getAs("sizeInBytes"),
                table.version(),
                span == null || span.isNullAt(0) ? null : span.getTimestamp(0).toInstant(),
                span == null || span.isNullAt(1) ? null : span.getTimestamp(1).toInstant());
    }

    private String time(String name) {
        String table = name.substring(name.indexOf('/') + 1);
        boolean ingested =
                name.startsWith("ingested/") && run.pipeline().sources().containsKey(table);
        return ingested ? run.pipeline().sources().get(table).time() : FeatureTable.TIME;
    }

    /** A version of the pipeline's model. */
    private record Version(
            String version, List<String> aliases, Instant created, String learner, String metric, Double value) {}

    /** The versions of the pipeline's model; returns the exit code. */
    int models() {
        Columns columns = new Columns("model", "version", "aliases", "created", "learner", "held out");
        if (run.pipeline().model() == null) {
            return print(columns, run.pipeline().pipeline() + " has no model.");
        }
        String metric = run.pipeline().model().metric().name();
        for (ModelVersion version : run.registry().versions(run.pipeline().pipeline())) {
            ModelCard card = Champion.card(run.registry(), version, run.lake());
            run.console()
                    .tell(new Version(
                            version.version(),
                            version.aliases(),
                            version.created(),
                            card.learner(),
                            metric,
                            card.metrics().get(metric)));
            columns.add(
                    version.model(),
                    version.version(),
                    String.join(", ", version.aliases()),
                    minute(version.created()),
                    card.learner(),
                    TrainJob.value(metric, card.metrics()));
        }
        return print(columns, run.pipeline().pipeline() + " has no version yet.");
    }

    /** What was run for the pipeline; returns the exit code. */
    int runs() {
        Columns columns = new Columns("started", "command", "as of", "took", "status", "summary");
        for (JobLog.Entry entry : new JobLog(run.lake()).newest(run.pipeline().pipeline(), MOST_RUNS)) {
            run.console().tell(entry);
            columns.add(
                    minute(entry.started()),
                    entry.command(),
                    minute(entry.asOf()),
                    Console.seconds(Duration.between(entry.started(), entry.ended())),
                    entry.status(),
                    shortened(entry.summary()));
        }
        return print(columns, "Nothing was run for " + run.pipeline().pipeline() + " yet.");
    }

    private static String minute(Instant time) {
        return Console.time(Instant.ofEpochSecond(time.getEpochSecond() / 60 * 60));
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 79) + "…";
    }

    private int print(Columns columns, String nothing) {
        if (columns.isEmpty()) {
            run.console().say(nothing);
        } else {
            columns.lines().forEach(run.console()::say);
        }
        return Main.DONE;
    }
}
