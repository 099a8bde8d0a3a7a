package io.lakemill.models.training;

import java.util.Objects;

/**
 * How a learner's search space is searched.
 *
 * @param strategy {@link Strategy#GRID} when null
 * @param trials how many combinations may be tried; when null, all of a grid, and 20 of a random search
 * @param parallel how many trials run at the same time; 1 when null
 * @param metric what the best is told by, a name that {@link io.lakemill.models.evaluation.Metric} knows; when null,
 *     {@code auc} for binary and {@code macro-f1} for multiclass
 * @param validation the share of the rows that trials are compared on, above 0 and at most 0.5; 0.2 when null. These are
 *     the newest rows, or, where there is no time, those whose keys' hash falls into the share
 * @param seed where all randomness comes from; 42 when null
 */
public record Tuning(Strategy strategy, Integer trials, Integer parallel, String metric, Double validation, Long seed) {

    /** Which combinations are tried. */
    public enum Strategy {
        /** Every combination of the spaces' listed values and of evenly spaced points of their ranges. */
        GRID,
        /** Combinations drawn from the spaces, no two of them the same. */
        RANDOM
    }

    public Tuning {
        strategy = Objects.requireNonNullElse(strategy, Strategy.GRID);
        parallel = Objects.requireNonNullElse(parallel, 1);
        validation = Objects.requireNonNullElse(validation, 0.2);
        seed = Objects.requireNonNullElse(seed, 42L);
        if (trials == null && strategy == Strategy.RANDOM) {
            trials = 20;
        }
        if (trials != null && trials < 1) {
            throw new IllegalArgumentException("trials must be at least 1, not " + trials);
        }
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel must be at least 1, not " + parallel);
        }
        if (!(validation > 0 && validation <= 0.5)) {
            throw new IllegalArgumentException("validation must be above 0 and at most 0.5, not " + validation);
        }
    }

    /** The defaults for all. */
    public static Tuning defaults() {
        return new Tuning(null, null, null, null, null, null);
    }
}
