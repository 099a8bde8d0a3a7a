package io.lakemill.models.evaluation;

import io.lakemill.models.Task;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a metric on held-out rows must reach before a model may serve.
 *
 * <p>Exactly one bound is set.
 *
 * @param metric a name that {@link Metric} knows
 * @param atLeast the least value that passes, or null
 * @param atMost the greatest value that passes, or null
 * @param notWorseThanChampionBy how much worse than the champion on the same rows passes, at least 0, or null; "worse"
 *     is less or more as the metric has it
 */
public record Gate(String metric, Double atLeast, Double atMost, Double notWorseThanChampionBy) {
    public Gate {
        Objects.requireNonNull(metric, "metric");
        long bounds = Stream.of(atLeast != null, atMost != null, notWorseThanChampionBy != null)
                .filter(set -> set)
                .count();
        if (bounds != 1) {
            throw new IllegalArgumentException(
                    "needs exactly one of at-least, at-most and not-worse-than-champion-by, not " + bounds);
        }
        if (notWorseThanChampionBy != null && !(notWorseThanChampionBy >= 0)) {
            throw new IllegalArgumentException(
                    "not-worse-than-champion-by must be at least 0, not " + notWorseThanChampionBy);
        }
    }

    /**
     * Makes sure that models of a task have the metric.
     *
     * @throws IllegalArgumentException when they have not; the message lists those that they have
     */
    public void check(Task task) {
        Metric.of(metric, task);
    }

    /**
     * Whether a candidate passes. It does not when its metric is absent or NaN.
     *
     * @param candidate the candidate's metrics by name
     * @param champion the champion's on the same rows; null when there is no champion, and then a gate against it passes
     */
    public GateResult evaluate(Map<String, Double> candidate, Map<String, Double> champion) {
        Double value = candidate.get(metric);
        Double against = champion == null ? null : champion.get(metric);
        Double bound = bound(against);
        boolean noChampion = notWorseThanChampionBy != null && champion == null;
        boolean known = value != null && !value.isNaN();
        boolean passed = known && (noChampion || bound != null && meets(value, bound));
        return new GateResult(toString(), value, bound, against, passed);
    }

    private Double bound(Double champion) {
        if (notWorseThanChampionBy == null) {
            return atLeast != null ? atLeast : atMost;
        }
        if (champion == null) {
            return null;
        }
        return wantsMore() ? champion - notWorseThanChampionBy : champion + notWorseThanChampionBy;
    }

    private boolean meets(double value, double bound) {
        return wantsMore() ? value >= bound : value <= bound;
    }

    private boolean wantsMore() {
        return atLeast != null || atMost == null && new Metric(metric).greaterIsBetter();
    }

    /** The gate in words, such as {@code macro-recall at least 0.8}. */
    @Override
    public String toString() {
        if (atLeast != null) {
            return metric + " at least " + atLeast;
        }
        return atMost != null
                ? metric + " at most " + atMost
                : metric + " not worse than the champion's by more than " + notWorseThanChampionBy;
    }
}
