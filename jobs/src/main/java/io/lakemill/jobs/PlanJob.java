package io.lakemill.jobs;

import io.lakemill.features.FeatureTable;
import io.lakemill.features.ingest.Ingestion;
import io.lakemill.features.tables.Due;
import io.lakemill.features.tables.FeatureTableBuild.Rebuild;
import java.util.List;
import java.util.Locale;

/** Says what {@code run} would do now, and how much it would read, without doing any of it. */
final class PlanJob {
    private final Execution run;
    private final Console console;

    PlanJob(Execution run) {
        this.run = run;
        this.console = run.console();
    }

    /** Returns the exit code. */
    int run() {
        boolean arriving = ingest();
        boolean building = features(arriving);
        if (run.pipeline().model() != null) {
            train(building);
        }
        return Main.DONE;
    }

    private boolean ingest() {
        Ingestion ingestion =
                new Ingestion(run.spark(), run.lake().files(), run.lake()::ingested, run.lake()::quarantine);
        boolean arriving = false;
        for (Ingestion.Waiting waiting :
                ingestion.waiting(run.pipeline().sources().values())) {
            String where =
                    " in " + run.pipeline().sources().get(waiting.source()).files();
            arriving |= waiting.files() > 0;
            String said = waiting.files() == 0
                    ? "nothing new" + where
                    : Console.count(waiting.files(), "new file") + ", " + bytes(waiting.bytes()) + where;
            console.step("ingest", waiting.source(), said, null, waiting, List.of());
        }
        return arriving;
    }

    private boolean features(boolean arriving) {
        boolean building = false;
        for (FeatureTable table : run.pipeline().featureTables().values()) {
            boolean ingested = table.sources().stream()
                    .allMatch(source -> run.lake().ingested(source).exists());
            if (!ingested) {
                building = true;
                console.step("features", table.name(), "first build, after ingest", null, null, List.of());
                continue;
            }
            Due due = FeaturesJob.build(run.pipeline(), run.lake(), table).due(run.asOf(), Rebuild.NO);
            building |= due.from() != null;
            console.step("features", table.name(), said(due, arriving), null, due, due.notices());
        }
        return building;
    }

    private static String said(Due due, boolean arriving) {
        if (due.from() == null) {
            return arriving ? "nothing, unless the new files change it" : "nothing new";
        }
        String what = due.kind() == Due.Kind.FIRST_BUILD ? "first build, " : "";
        return what + Console.time(due.from()) + " to " + Console.time(due.to());
    }

    private void train(boolean building) {
        String pipeline = run.pipeline().pipeline();
        boolean ready = run.pipeline().model().features().stream()
                .allMatch(table -> run.lake().features(table).exists());
        TrainingDue due = TrainingDue.of(run);
        String learner = run.pipeline().model().learner().type();
        String said = due.kind() == TrainingDue.Kind.NOT_DUE
                ? "nothing due: " + due.reason()
                : learner + ", for " + due.reason() + (ready ? "" : "; after features");
        console.step("train", pipeline, said, null, due, List.of());
        ScoreJob.Interval interval = run.scoring(null).due();
        String scoring = interval == null
                ? "nothing new"
                : Console.time(interval.from()) + " to " + Console.time(interval.to())
                        + (building ? ", after features" : "");
        console.step("score", pipeline, scoring, null, interval, List.of());
    }

    static String bytes(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double size = bytes;
        int unit = 0;
        while (size >= 1000 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
    }
}
