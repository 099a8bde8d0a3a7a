package io.lakemill.models.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.Task;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void aLeastValue() {
        Gate gate = new Gate("macro-recall", 0.8, null, null);
        assertThat(gate.evaluate(Map.of("macro-recall", 0.8), null))
                .isEqualTo(new GateResult("macro-recall at least 0.8", 0.8, 0.8, null, true))
                .hasToString("macro-recall at least 0.8: 0.8000, passed");
        assertThat(gate.evaluate(Map.of("macro-recall", 0.7999), null).passed()).isFalse();
    }

    @Test
    void aGreatestValue() {
        Gate gate = new Gate("log-loss", null, 0.5, null);
        assertThat(gate.evaluate(Map.of("log-loss", 0.5), null).passed()).isTrue();
        assertThat(gate.evaluate(Map.of("log-loss", 0.51), null))
                .hasToString("log-loss at most 0.5: 0.5100, not passed");
    }

    @Test
    void notWorseThanTheChampionWhereMoreIsBetter() {
        Gate gate = new Gate("auc", null, null, 0.25);
        assertThat(gate.evaluate(Map.of("auc", 0.5), Map.of("auc", 0.75)).passed())
                .isTrue();
        assertThat(gate.evaluate(Map.of("auc", 0.49), Map.of("auc", 0.75)))
                .hasToString("auc not worse than the champion's by more than 0.25: 0.4900 against 0.7500, not passed");
        assertThat(gate.evaluate(Map.of("auc", 0.1), null).passed()).isTrue();
    }

    @Test
    void notWorseThanTheChampionWhereLessIsBetter() {
        Gate gate = new Gate("brier", null, null, 0.25);
        assertThat(gate.evaluate(Map.of("brier", 0.75), Map.of("brier", 0.5)).passed())
                .isTrue();
        assertThat(gate.evaluate(Map.of("brier", 0.76), Map.of("brier", 0.5)).passed())
                .isFalse();
    }

    @Test
    void whatIsNotDefinedDoesNotPass() {
        Gate gate = new Gate("recall(comp1)", 0.1, null, null);
        assertThat(gate.evaluate(Map.of(), null))
                .hasToString("recall(comp1) at least 0.1: not defined on the held-out rows, not passed");
        assertThat(gate.evaluate(Map.of("recall(comp1)", Double.NaN), null).passed())
                .isFalse();
        Gate relative = new Gate("auc", null, null, 0.1);
        assertThat(relative.evaluate(Map.of(), null).passed()).isFalse();
        assertThat(relative.evaluate(Map.of("auc", 0.9), Map.of()).passed()).isFalse();
    }

    @Test
    void aMetricBelongsToTheTask() {
        new Gate("recall(comp1)", 0.5, null, null).check(Task.MULTICLASS);
        new Gate("auc", 0.5, null, null).check(Task.BINARY);
        assertThatThrownBy(() -> new Gate("macro-recal", 0.5, null, null).check(Task.MULTICLASS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no metric of a multiclass model is called 'macro-recal'; there are accuracy, macro-f1,"
                        + " macro-precision, macro-recall, weighted-f1, log-loss, and precision(CLASS), recall(CLASS),"
                        + " f1(CLASS)");
    }

    @Test
    void exactlyOneBoundIsSet() {
        assertThatThrownBy(() -> new Gate("auc", 0.5, 0.9, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs exactly one of at-least, at-most and not-worse-than-champion-by, not 2");
        assertThatThrownBy(() -> new Gate("auc", null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs exactly one of at-least, at-most and not-worse-than-champion-by, not 0");
        assertThatThrownBy(() -> new Gate("auc", null, null, -0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not-worse-than-champion-by must be at least 0, not -0.1");
    }
}
