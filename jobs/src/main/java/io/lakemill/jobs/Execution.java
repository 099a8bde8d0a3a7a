package io.lakemill.jobs;

import io.lakemill.features.tables.FeatureTableBuild.Rebuild;
import io.lakemill.jobs.config.PipelineConfig;
import io.lakemill.jobs.config.Settings;
import io.lakemill.models.registry.Registry;
import java.io.PrintStream;
import java.time.Instant;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/**
 * One command on one pipeline: opens the session, the lake and the registry, runs, and writes down how it ended.
 *
 * <p>The registry is opened when it is first asked for, so that a server that is down stops nothing but what needs it.
 */
final class Execution {
    private final String command;
    private final Commands.Request request;
    private final PrintStream out;
    private final PrintStream err;
    private final String run = UUID.randomUUID().toString().replace("-", "");

    private Console console;
    private Lake lake;
    private Registry registry;

    Execution(String command, Commands.Request request, PrintStream out, PrintStream err) {
        this.command = command;
        this.request = request;
        this.out = out;
        this.err = err;
    }

    /** What a command does; returns the exit code. */
    @FunctionalInterface
    interface Work {
        int run(Execution run);
    }

    int run(Work work) {
        Instant started = Instant.now();
        Progress.Where where = Boolean.getBoolean("lakemill.terminal") ? Progress.Where.TERMINAL : Progress.Where.LOG;
        try (Progress progress = new Progress(err, where);
                Session session = Session.open(progress)) {
            console = new Console(out, request.output(), progress);
            lake = Lake.at(session.spark(), pipeline().lake());
            return logged(work, started);
        } finally {
            if (registry != null) {
                registry.close();
            }
        }
    }

    private int logged(Work work, Instant started) {
        if (isReading()) {
            return work.run(this);
        }
        lake.refuseUnlessWritable();
        try {
            int code = work.run(this);
            log(started, code == Main.GATE_NOT_MET ? "gate not met" : "done", "");
            return code;
        } catch (RuntimeException e) {
            console.progress().end();
            String message = Main.messageForUser(e);
            logFailure(started, message == null ? "failed" : "refused", message == null ? e.toString() : message, e);
            throw e;
        }
    }

    /** Whether the command only looks at the lake. */
    private boolean isReading() {
        return switch (command) {
            case "plan", "models", "runs", "tables" -> true;
            default -> false;
        };
    }

    private void log(Instant started, String status, String summary) {
        new JobLog(lake)
                .add(new JobLog.Entry(
                        run, pipeline().pipeline(), command, asOf(), started, Instant.now(), status, summary));
    }

    private void logFailure(Instant started, String status, String summary, RuntimeException failure) {
        try {
            log(started, status, summary.lines().findFirst().orElse(""));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    SparkSession spark() {
        return lake.spark();
    }

    Lake lake() {
        return lake;
    }

    Console console() {
        return console;
    }

    Instant asOf() {
        return request.asOf();
    }

    Settings settings() {
        return request.settings();
    }

    PipelineConfig pipeline() {
        return request.settings().pipeline();
    }

    Registry registry() {
        if (registry == null) {
            registry = Registry.open(pipeline().registry(), lake.spark(), lake.registry());
        }
        return registry;
    }

    IngestJob.Result ingest() {
        return new IngestJob(lake.spark(), lake, pipeline().sources().values(), console).run();
    }

    FeaturesJob.Result features(Rebuild rebuild) {
        return new FeaturesJob(pipeline(), lake, asOf(), rebuild, console).run();
    }

    TrainJob.Result train() {
        return training().run();
    }

    TrainJob training() {
        refuseWithoutModel();
        return new TrainJob(request.settings(), lake, this::registry, asOf(), run, console);
    }

    PromoteJob.Result promote() {
        return promotion().run();
    }

    PromoteJob promotion() {
        refuseWithoutModel();
        return new PromoteJob(pipeline(), lake, registry(), console);
    }

    ScoreJob.Result score(ScoreJob.Interval backfill) {
        return scoring(backfill).run();
    }

    ScoreJob scoring(ScoreJob.Interval backfill) {
        refuseWithoutModel();
        return new ScoreJob(pipeline(), lake, this::registry, asOf(), backfill, run, console);
    }

    private void refuseWithoutModel() {
        if (pipeline().model() == null) {
            throw new JobException("Cannot " + command + " " + pipeline().pipeline()
                    + ": its configuration has no model. Add a model { … } to it.");
        }
    }
}
