package io.lakemill.jobs;

import io.lakemill.features.tables.FeatureTableBuild.Rebuild;
import io.lakemill.models.registry.ModelVersion;
import java.util.List;
import java.util.Optional;

/** All jobs of a pipeline in order, each doing only what is due. */
final class RunJob {
    private final Execution run;
    private long scored;

    RunJob(Execution run) {
        this.run = run;
    }

    /** Returns the exit code. */
    int run() {
        run.ingest();
        run.features(Rebuild.NO);
        if (run.pipeline().model() == null) {
            return Main.DONE;
        }
        boolean passed = train();
        if (!passed && champion().isEmpty()) {
            run.console()
                    .say("score     " + run.pipeline().pipeline()
                            + ": not done, for no version has passed its gates yet");
            return Main.GATE_NOT_MET;
        }
        scored = run.score(null).rows();
        return passed ? Main.DONE : Main.GATE_NOT_MET;
    }

    /** How many predictions were written. */
    long scored() {
        return scored;
    }

    /** Trains and promotes when it is due; whether no gate is failing. */
    private boolean train() {
        TrainingDue due = TrainingDue.of(run);
        switch (due.kind()) {
            case WAITING -> {
                String waiting = due.waiting();
                ModelVersion version = run.training().register(waiting);
                run.console()
                        .step(
                                "train",
                                version.toString(),
                                "registered: trained by a run before",
                                null,
                                version,
                                List.of());
            }
            case DUE -> run.train();
            case NOT_DUE -> {
                run.console()
                        .step("train", run.pipeline().pipeline(), "nothing due: " + due.reason(), null, due, List.of());
                return due.gatesPassed();
            }
        }
        return run.promote().gatesPassed();
    }

    private Optional<ModelVersion> champion() {
        return run.registry().byAlias(run.pipeline().pipeline(), Champion.ALIAS);
    }
}
