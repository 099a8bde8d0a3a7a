package io.lakemill.models.training;

import io.lakemill.models.Target;
import io.lakemill.models.learners.Params;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;

/**
 * A model, and how it came about.
 *
 * @param model reads the feature columns and adds {@code prediction} (the label as text), {@code rawPrediction}, mostly
 *     {@code probability}, and columns that begin with {@code lakemill_}; all of its stages are Spark's own
 * @param target what it predicts
 * @param params the parameters that it was trained with
 * @param trials what was tried, in order; empty when there was nothing to choose from
 * @param leftOut the features that it does not look at, because they were empty or the same in all rows
 * @param rowsPerClass how many rows of each class it was trained on
 */
public record Trained(
        PipelineModel model,
        Target target,
        Params params,
        List<TrialResult> trials,
        List<String> leftOut,
        Map<String, Long> rowsPerClass) {}
