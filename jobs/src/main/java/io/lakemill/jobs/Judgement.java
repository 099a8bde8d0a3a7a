package io.lakemill.jobs;

import io.lakemill.models.evaluation.GateResult;
import java.util.List;

/**
 * Whether a version may serve, and whether it should take the champion's place.
 *
 * @param version the version that was judged
 * @param champion the champion it was compared with; null when there is none, or it is the champion itself
 * @param rows how many held-out rows both were evaluated on
 * @param metric what decides which is better
 * @param value the version's metric; null when undefined
 * @param championsValue the champion's metric on the same rows; null when it was not compared
 * @param gates what came of each gate
 * @param better whether it should take the champion's place, its gates apart
 * @param reason why, in words
 */
record Judgement(
        String version,
        String champion,
        long rows,
        String metric,
        Double value,
        Double championsValue,
        List<GateResult> gates,
        boolean better,
        String reason) {

    boolean gatesPassed() {
        return gates.stream().allMatch(GateResult::passed);
    }
}
