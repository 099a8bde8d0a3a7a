package io.lakemill.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.ModelsException;
import io.lakemill.models.TestSpark;
import io.lakemill.models.learners.Learner;
import io.lakemill.models.learners.LogisticRegression;
import io.lakemill.models.learners.Params;
import io.lakemill.models.learners.RandomForest;
import io.lakemill.models.learners.Space;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class CandidatesTest {
    private static final Learner FOREST =
            new RandomForest(Space.of(List.of(100, 200)), Space.of(Map.of("from", 4, "to", 12)), null, null, null);

    @Test
    void aGridIsEveryCombinationTheLastParameterFirst(SparkSession spark) {
        List<Params> grid = Candidates.of(set(spark), FOREST, Tuning.defaults());
        assertThat(grid).hasSize(10);
        assertThat(grid.get(0))
                .hasToString("trees = 100, max-depth = 4, min-instances = 1, feature-subset = auto, bins = 32");
        assertThat(grid)
                .extracting(params -> params.values().get("max-depth"))
                .containsExactly(4, 6, 8, 10, 12, 4, 6, 8, 10, 12);
    }

    @Test
    void aGridLargerThanTheBudgetIsRefused(SparkSession spark) {
        Tuning tuning = new Tuning(Tuning.Strategy.GRID, 9, null, null, null, null);
        assertThatThrownBy(() -> Candidates.of(set(spark), FOREST, tuning))
                .isInstanceOf(ModelsException.class)
                .hasMessage(
                        "Cannot train parts: the grid of random-forest has 10 points, and at most 9 may be tried. List"
                                + " fewer values, allow more trials, or search at random.");
    }

    @Test
    void aRandomSearchDrawsDifferentCombinationsAndTheSameOnesForTheSameSeed(SparkSession spark) {
        List<Params> drawn = Candidates.of(set(spark), FOREST, random(12, 5));
        assertThat(drawn).hasSize(12).doesNotHaveDuplicates();
        assertThat(Candidates.of(set(spark), FOREST, random(12, 5))).isEqualTo(drawn);
        assertThat(Candidates.of(set(spark), FOREST, random(12, 6))).isNotEqualTo(drawn);
    }

    @Test
    void aRandomSearchOfASmallSpaceEndsWhenAllIsTried(SparkSession spark) {
        Learner three = new LogisticRegression(Space.of(List.of(0, 0.1, 1)), null, null);
        assertThat(Candidates.of(set(spark), three, random(20, 1))).hasSize(3);
    }

    private static Tuning random(int trials, long seed) {
        return new Tuning(Tuning.Strategy.RANDOM, trials, null, null, null, seed);
    }

    private static TrainingSet set(SparkSession spark) {
        return new TrainingSet("parts", spark.emptyDataFrame(), "l", List.of("f"), List.of("k"), null, null, null);
    }
}
