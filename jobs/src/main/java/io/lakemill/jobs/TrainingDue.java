package io.lakemill.jobs;

import io.lakemill.models.ModelCard;
import io.lakemill.models.ModelsException;
import io.lakemill.models.registry.ModelVersion;
import io.lakemill.models.registry.Registry;
import java.util.List;
import java.util.Optional;

/**
 * Whether a pipeline should train now, and why.
 *
 * @param kind whether
 * @param reason why, in words
 * @param waiting the run whose model waits for the registry; null unless one does
 * @param gatesPassed whether the newest version passed its gates; true while nothing has been judged
 */
record TrainingDue(Kind kind, String reason, String waiting, boolean gatesPassed) {

    /** Whether to train. */
    enum Kind {
        /** A model was trained, but the registry does not have it yet. */
        WAITING,
        DUE,
        NOT_DUE
    }

    static TrainingDue of(Execution run) {
        Registry registry;
        try {
            registry = run.registry();
        } catch (ModelsException e) {
            return withoutRegistry(run, e);
        }
        String pipeline = run.pipeline().pipeline();
        List<String> waiting = new Candidates(pipeline, run.lake()).waiting(registry);
        if (!waiting.isEmpty()) {
            return new TrainingDue(
                    Kind.WAITING, "a model that was trained waits for the registry", waiting.get(0), true);
        }
        Optional<ModelVersion> champion = registry.byAlias(pipeline, Champion.ALIAS);
        return champion.isPresent() ? beside(champion.get(), run) : withoutChampion(run);
    }

    /**
     * What was trained without a registry is not trained again; and where predictions show that there was a champion,
     * nothing is trained just because nobody can say which.
     */
    private static TrainingDue withoutRegistry(Execution run, ModelsException unreachable) {
        Candidates candidates = new Candidates(run.pipeline().pipeline(), run.lake());
        List<String> complete = candidates.complete();
        if (complete.isEmpty()
                && run.lake().predictions(run.pipeline().pipeline()).exists()) {
            throw unreachable;
        }
        return complete.isEmpty()
                ? new TrainingDue(Kind.DUE, unreachable.getMessage(), null, true)
                : new TrainingDue(Kind.WAITING, unreachable.getMessage(), complete.get(0), true);
    }

    private static TrainingDue beside(ModelVersion champion, Execution run) {
        ModelCard card = Champion.card(run.registry(), champion, run.lake());
        List<String> mismatches = Champion.mismatches(card, run.pipeline(), run.lake());
        return mismatches.isEmpty()
                ? new TrainingDue(Kind.NOT_DUE, champion + " is champion", null, true)
                : new TrainingDue(Kind.DUE, champion + " cannot score any more: " + mismatches.get(0), null, true);
    }

    /** A version that failed its gates is not made again from the same tables and the same configuration. */
    private static TrainingDue withoutChampion(Execution run) {
        Optional<ModelVersion> newest =
                run.registry().versions(run.pipeline().pipeline()).stream().findFirst();
        if (newest.isEmpty()) {
            return new TrainingDue(Kind.DUE, "there is no champion", null, true);
        }
        ModelCard card = Champion.card(run.registry(), newest.get(), run.lake());
        boolean sameTables = card.features().stream()
                .allMatch(table -> run.lake().features(table.table()).exists()
                        && run.lake().features(table.table()).version() == table.deltaVersion());
        boolean same = sameTables && card.configHash().equals(run.settings().hash());
        return same
                ? new TrainingDue(
                        Kind.NOT_DUE,
                        newest.get() + " did not pass its gates, and nothing has changed since",
                        null,
                        false)
                : new TrainingDue(Kind.DUE, "there is no champion", null, true);
    }
}
