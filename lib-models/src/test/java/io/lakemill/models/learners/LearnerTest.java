package io.lakemill.models.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.Task;
import io.lakemill.models.TestSpark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class LearnerTest {
    private static final RandomForest FOREST = new RandomForest(null, null, null, null, null);
    private static final GradientBoostedTrees BOOSTING = new GradientBoostedTrees(null, null, null, null, null, null);
    private static final LogisticRegression REGRESSION = new LogisticRegression(null, null, null);

    @Test
    void namesAreThoseOfAConfig() {
        assertThat(FOREST.type()).isEqualTo("random-forest");
        assertThat(BOOSTING.type()).isEqualTo("gradient-boosted-trees");
        assertThat(REGRESSION.type()).isEqualTo("logistic-regression");
        assertThat(FOREST.spaces().keySet())
                .containsExactly("trees", "max-depth", "min-instances", "feature-subset", "bins");
    }

    @Test
    void whatIsNotWrittenHasADefault() {
        assertThat(defaults(FOREST))
                .hasToString("trees = 100, max-depth = 10, min-instances = 1, feature-subset = auto, bins = 32");
        assertThat(defaults(BOOSTING))
                .hasToString(
                        "trees = 50, max-depth = 5, step-size = 0.1, subsample = 1.0, min-instances = 1, bins = 32");
        assertThat(defaults(REGRESSION)).hasToString("regularization = 0.001, elastic-net = 0.0, max-iterations = 100");
    }

    @Test
    void anEstimatorHasThePointsParameters(SparkSession spark) {
        RandomForest forest = new RandomForest(Space.of(7), Space.of(3.0), null, Space.of(1), null);
        RandomForestClassifier estimator =
                (RandomForestClassifier) forest.estimator(defaults(forest), new Problem(Task.BINARY, 2, 40, 5));
        assertThat(estimator.getNumTrees()).isEqualTo(7);
        assertThat(estimator.getMaxDepth()).isEqualTo(3);
        assertThat(estimator.getFeatureSubsetStrategy()).isEqualTo("1.0");
        assertThat(estimator.getMaxBins()).isEqualTo(40);
        assertThat(estimator.getSeed()).isEqualTo(5);
    }

    @Test
    void boostingOfMoreThanTwoClassesIsOneAgainstTheRest(SparkSession spark) {
        assertThat(BOOSTING.estimator(defaults(BOOSTING), new Problem(Task.MULTICLASS, 2, 0, 1)))
                .isInstanceOf(GBTClassifier.class);
        assertThat(BOOSTING.estimator(defaults(BOOSTING), new Problem(Task.MULTICLASS, 3, 0, 1)))
                .isInstanceOf(OneVsRest.class);
    }

    @Test
    void aValueOutOfRangeIsNamed() {
        assertThatThrownBy(() -> new RandomForest(null, Space.of(Map.of("from", 4, "to", 31)), null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a whole number from 1 to 30, not 31");
        assertThatThrownBy(() -> new RandomForest(Space.of(List.of(10, 10.5)), null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a whole number from 1 to 10000, not 10.5");
        assertThatThrownBy(() -> new RandomForest(null, null, null, Space.of("most"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a share in (0, 1] or one of auto, all, sqrt, log2, onethird, not most");
        assertThatThrownBy(() -> new LogisticRegression(Space.of(-1), null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a number of at least 0.0, not -1");
        assertThatThrownBy(() -> new LogisticRegression(null, Space.of("ridge"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a number from 0.0 to 1.0, not ridge");
    }

    private static Params defaults(Learner learner) {
        Map<String, Object> values = new LinkedHashMap<>();
        learner.spaces().forEach((name, space) -> values.put(name, space.grid().get(0)));
        return new Params(values);
    }
}
