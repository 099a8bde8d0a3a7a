package io.lakemill.models.learners;

import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.RandomForestClassifier;

/**
 * Trees grown apart from each other, each on rows drawn with replacement, that vote (Breiman 2001).
 *
 * @param trees how many, 1 to 10,000; 100 when null
 * @param maxDepth of each tree, 1 to 30; 10 when null
 * @param minInstances the fewest rows on either side of a split; 1 when null
 * @param featureSubset the features tried at each split: a share in (0, 1], or {@code auto}, {@code all}, {@code sqrt},
 *     {@code log2}, {@code onethird}; {@code auto}, which is {@code sqrt} but for a single tree, when null
 * @param bins the candidate thresholds of a numeric feature, 2 to 10,000; 32 when null; a text feature with more
 *     categories raises it
 */
public record RandomForest(Space trees, Space maxDepth, Space minInstances, Space featureSubset, Space bins)
        implements Learner {
    private static final List<String> SUBSETS = List.of("auto", "all", "sqrt", "log2", "onethird");

    public RandomForest {
        trees = Space.orElse(trees, 100).whole(1, 10_000);
        maxDepth = Space.orElse(maxDepth, 10).whole(1, 30);
        minInstances = Space.orElse(minInstances, 1).whole(1, Integer.MAX_VALUE);
        featureSubset = checkSubset(Space.orElse(featureSubset, "auto"));
        bins = Space.orElse(bins, 32).whole(2, 10_000);
    }

    private static Space checkSubset(Space subset) {
        String allowed = "must be a share in (0, 1] or one of " + String.join(", ", SUBSETS);
        for (Object value : subset.grid()) {
            if (!SUBSETS.contains(value)) {
                Space.real(value, Double.MIN_VALUE, 1, allowed);
            }
        }
        return subset;
    }

    @Override
    public Estimator<?> estimator(Params params, Problem problem) {
        return new RandomForestClassifier()
                .setNumTrees(params.whole("trees"))
                .setMaxDepth(params.whole("max-depth"))
                .setMinInstancesPerNode(params.whole("min-instances"))
                .setFeatureSubsetStrategy(subset(params.value("feature-subset")))
                .setMaxBins(Math.max(params.whole("bins"), problem.categories()))
                .setMaxMemoryInMB(1024)
                .setSeed(problem.seed());
    }

    /** Spark reads "1" as one feature and "1.0" as all of them. */
    private static String subset(Object value) {
        return value instanceof Number share ? String.valueOf(share.doubleValue()) : value.toString();
    }

    @Override
    public Encoding encoding() {
        return Encoding.INDEX;
    }

    @Override
    public int exactPartitions() {
        return Integer.MAX_VALUE;
    }
}
