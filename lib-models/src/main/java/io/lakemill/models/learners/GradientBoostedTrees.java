package io.lakemill.models.learners;

import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.OneVsRest;

/**
 * Trees grown one after the other, each on what the ones before it got wrong (Friedman 2001).
 *
 * <p>Spark boosts for two classes; for more, one model per class is trained against the rest.
 *
 * @param trees how many per class, 1 to 10,000; 50 when null
 * @param maxDepth of each tree, 1 to 30; 5 when null
 * @param stepSize how much of each tree is added, in (0, 1]; 0.1 when null
 * @param subsample the share of the rows that each tree is grown on, in (0, 1]; 1 when null
 * @param minInstances the fewest rows on either side of a split; 1 when null
 * @param bins the candidate thresholds of a numeric feature, 2 to 10,000; 32 when null; a text feature with more
 *     categories raises it
 */
public record GradientBoostedTrees(
        Space trees, Space maxDepth, Space stepSize, Space subsample, Space minInstances, Space bins)
        implements Learner {

    public GradientBoostedTrees {
        trees = Space.orElse(trees, 50).whole(1, 10_000);
        maxDepth = Space.orElse(maxDepth, 5).whole(1, 30);
        stepSize = Space.orElse(stepSize, 0.1).real(1e-6, 1);
        subsample = Space.orElse(subsample, 1).real(1e-6, 1);
        minInstances = Space.orElse(minInstances, 1).whole(1, Integer.MAX_VALUE);
        bins = Space.orElse(bins, 32).whole(2, 10_000);
    }

    @Override
    public Estimator<?> estimator(Params params, Problem problem) {
        GBTClassifier boosting = new GBTClassifier()
                .setMaxIter(params.whole("trees"))
                .setMaxDepth(params.whole("max-depth"))
                .setStepSize(params.real("step-size"))
                .setSubsamplingRate(params.real("subsample"))
                .setMinInstancesPerNode(params.whole("min-instances"))
                .setMaxBins(Math.max(params.whole("bins"), problem.categories()))
                .setSeed(problem.seed());
        return problem.classes() == 2 ? boosting : new OneVsRest().setClassifier(boosting);
    }

    @Override
    public Encoding encoding() {
        return Encoding.INDEX;
    }

    @Override
    public int exactPartitions() {
        return 2;
    }
}
