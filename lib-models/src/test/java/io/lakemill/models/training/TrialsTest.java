package io.lakemill.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.ModelsException;
import io.lakemill.models.TestSpark;
import io.lakemill.models.evaluation.Metric;
import io.lakemill.models.learners.Params;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class TrialsTest {
    private static final List<Params> THREE = IntStream.rangeClosed(1, 3)
            .mapToObj(depth -> new Params(Map.of("max-depth", depth)))
            .toList();

    @Test
    void moreIsBetterAndTheFirstOfThoseThatTieWins(SparkSession spark) {
        double[] recalls = {0.5, 0.7, 0.7 + 1e-12};
        assertThat(best(spark, "macro-recall", recalls)).isEqualTo(2);
    }

    @Test
    void lessIsBetterForALoss(SparkSession spark) {
        double[] losses = {0.5, 0.2, 0.7};
        assertThat(best(spark, "log-loss", losses)).isEqualTo(2);
    }

    private static int best(SparkSession spark, String metric, double[] values) {
        Trials trials = new Trials(new Metric(metric), (trial, done, of, best) -> {});
        List<TrialResult> results = trials.run(THREE, 3, (params, number) -> Map.of(metric, values[number - 1]));
        return trials.best(set(spark), results).number();
    }

    @Test
    void aFailedTrialIsRecordedAndTheSearchGoesOn(SparkSession spark) {
        List<Integer> best = new ArrayList<>();
        Trials trials =
                new Trials(new Metric("auc"), (trial, done, of, soFar) -> best.add(soFar == null ? 0 : soFar.number()));

        List<TrialResult> results = trials.run(THREE, 1, (params, number) -> {
            if (number == 1) {
                throw new IOException("job aborted", new IllegalStateException("no space left\n\tat a.b.c"));
            }
            return Map.of("auc", 1.0 / number);
        });

        assertThat(results.get(0).error()).isEqualTo("java.lang.IllegalStateException: no space left");
        assertThat(results.get(0).score()).isNull();
        assertThat(best).containsExactly(0, 2, 2);
        assertThat(trials.best(set(spark), results).number()).isEqualTo(2);
    }

    @Test
    void whenAllFailTheCausesAreSaid(SparkSession spark) {
        Trials trials = new Trials(new Metric("auc"), (trial, done, of, best) -> {});
        List<TrialResult> results = trials.run(THREE, 2, (params, number) -> {
            if (number == 2) {
                throw new IllegalStateException("no space left");
            }
            return Map.of();
        });
        assertThatThrownBy(() -> trials.best(set(spark), results))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot train parts: none of 3 trials gave a model to compare: auc is not defined;"
                        + " java.lang.IllegalStateException: no space left. Change the learner's parameters, or the"
                        + " metric.");
    }

    private static TrainingSet set(SparkSession spark) {
        return new TrainingSet("parts", spark.emptyDataFrame(), "l", List.of("f"), List.of("k"), null, null, null);
    }
}
