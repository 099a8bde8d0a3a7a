package io.lakemill.models.training;

/** Hears of a search's progress, from whichever thread a trial ran on, one call at a time. */
@FunctionalInterface
public interface Progress {
    /**
     * A trial has ended.
     *
     * @param trial what came of it
     * @param done how many trials have ended
     * @param of how many there will be
     * @param best the best so far; null while none has a score
     */
    void trialEnded(TrialResult trial, int done, int of, TrialResult best);
}
