package io.lakemill.models.evaluation;

import java.util.Locale;

/**
 * Whether a candidate passed a gate, and by what.
 *
 * @param gate the gate in words
 * @param value the candidate's metric; null when it is not defined on the held-out rows
 * @param bound what it was compared with; null when there was nothing to compare with
 * @param champion the champion's metric; null when there is no champion or its metric is not defined
 * @param passed whether the candidate passed
 */
public record GateResult(String gate, Double value, Double bound, Double champion, boolean passed) {

    /** The result in words, such as {@code macro-recall at least 0.8: 0.7512, not passed}. */
    @Override
    public String toString() {
        return gate + ": " + found() + (passed ? ", passed" : ", not passed");
    }

    private String found() {
        if (value == null || value.isNaN()) {
            return "not defined on the held-out rows";
        }
        String found = String.format(Locale.ROOT, "%.4f", value);
        return champion == null ? found : String.format(Locale.ROOT, "%s against %.4f", found, champion);
    }
}
