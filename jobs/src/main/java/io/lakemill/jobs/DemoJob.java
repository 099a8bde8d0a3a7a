package io.lakemill.jobs;

import static org.apache.spark.sql.functions.col;

import io.lakemill.features.FeatureTable;
import io.lakemill.features.LakeTable;
import io.lakemill.jobs.demo.DemoData;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/** Makes the demo's data, runs its pipeline, and shows what came of it. */
final class DemoJob {
    private static final int SHOWN = 5;

    private final Execution run;
    private final Path conf;

    DemoJob(Execution run, Path conf) {
        this.run = run;
        this.conf = conf;
    }

    /** Returns the exit code. */
    int run() {
        Stopwatch watch = new Stopwatch();
        Path landing = Path.of(run.pipeline().landing());
        write(landing);
        run.console()
                .step(
                        "demo",
                        "machines",
                        "50 machines, 120 days, in " + landing,
                        watch.elapsed(),
                        landing.toString(),
                        List.of());
        RunJob all = new RunJob(run);
        int code = all.run();
        if (code == Main.DONE) {
            run.console().say("");
            if (all.scored() > 0) {
                show();
            } else {
                run.console()
                        .say("There was nothing to do. The tables are in "
                                + run.lake().root() + ".");
            }
            run.console().say("Next: lakemill tables " + conf);
        }
        return code;
    }

    private static void write(Path landing) {
        try {
            DemoData.write(landing);
        } catch (IOException e) {
            throw new JobException(
                    "Cannot write the demo's data to " + landing + ": " + e.getMessage()
                            + ". Run the demo in a folder that you may write to.",
                    e);
        }
    }

    private void show() {
        Console console = run.console();
        LakeTable predictions = run.lake().predictions(run.pipeline().pipeline());
        console.say("The tables are in " + run.lake().root() + ". The machines most at risk at the last step:");
        Columns columns = new Columns("machine", "time", "most likely", "probability", "no failure");
        Timestamp last = predictions
                .read()
                .agg(org.apache.spark.sql.functions.max(FeatureTable.TIME))
                .first()
                .getTimestamp(0);
        List<Row> rows = predictions
                .read()
                .where(col(FeatureTable.TIME).equalTo(last))
                .orderBy(col("probabilities").getItem("none"), col("machineID"))
                .limit(SHOWN)
                .collectAsList();
        for (Row row : rows) {
            double none = row.<String, Double>getJavaMap(row.fieldIndex("probabilities"))
                    .get("none");
            columns.add(
                    String.valueOf(row.<Integer>getAs("machineID")),
                    Console.time(row.<Timestamp>getAs(FeatureTable.TIME).toInstant()),
                    row.getAs("prediction"),
                    String.format(Locale.ROOT, "%.2f", row.<Double>getAs("probability")),
                    String.format(Locale.ROOT, "%.2f", none));
        }
        columns.lines().forEach(line -> console.say("  " + line));
        console.say("");
    }
}
