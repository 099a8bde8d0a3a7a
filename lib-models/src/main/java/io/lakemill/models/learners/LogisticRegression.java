package io.lakemill.models.learners;

import io.lakemill.models.Task;
import org.apache.spark.ml.Estimator;

/**
 * A linear model of the classes' log-odds on standardized features, multinomial for more than two classes.
 *
 * @param regularization the weight of the penalty, at least 0; 0.001 when null
 * @param elasticNet the penalty's mixture, from 0 (ridge) to 1 (lasso); 0 when null
 * @param maxIterations of the solver, 1 to 100,000; 100 when null
 */
public record LogisticRegression(Space regularization, Space elasticNet, Space maxIterations) implements Learner {

    public LogisticRegression {
        regularization = Space.orElse(regularization, 0.001).real(0, Double.MAX_VALUE);
        elasticNet = Space.orElse(elasticNet, 0).real(0, 1);
        maxIterations = Space.orElse(maxIterations, 100).whole(1, 100_000);
    }

    @Override
    public Estimator<?> estimator(Params params, Problem problem) {
        return new org.apache.spark.ml.classification.LogisticRegression()
                .setRegParam(params.real("regularization"))
                .setElasticNetParam(params.real("elastic-net"))
                .setMaxIter(params.whole("max-iterations"))
                .setFamily(problem.task() == Task.BINARY ? "binomial" : "multinomial");
    }

    @Override
    public Encoding encoding() {
        return Encoding.ONE_HOT;
    }

    @Override
    public int exactPartitions() {
        return 1;
    }
}
