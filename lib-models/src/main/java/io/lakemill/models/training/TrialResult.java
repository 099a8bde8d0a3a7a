package io.lakemill.models.training;

import io.lakemill.models.learners.Params;
import java.time.Duration;
import java.util.Map;

/**
 * What came of one combination of parameters.
 *
 * @param number its place in the search, from 1
 * @param params the combination
 * @param metrics of the validation rows, by name; empty when the trial failed
 * @param score the metric that the search goes by; null when the trial failed or the metric is not defined
 * @param error why it failed; null when it did not
 * @param took how long it took
 */
public record TrialResult(
        int number, Params params, Map<String, Double> metrics, Double score, String error, Duration took) {}
