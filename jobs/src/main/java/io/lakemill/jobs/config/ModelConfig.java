package io.lakemill.jobs.config;

import io.lakemill.models.Task;
import io.lakemill.models.evaluation.Gate;
import io.lakemill.models.evaluation.Metric;
import io.lakemill.models.learners.Learner;
import io.lakemill.models.training.Tuning;
import java.util.List;
import java.util.Objects;

/**
 * What is trained, on what, and what it must reach.
 *
 * <p>The model's spine is the grid of its first feature table: every entity at every step.
 *
 * @param task the kind of prediction
 * @param label what is predicted
 * @param features the feature tables, of one entity
 * @param split which rows are held out
 * @param learner how it is learned
 * @param tune how the learner's parameters are searched; the defaults when null
 * @param gates what a version must reach to be promoted; none when null
 */
public record ModelConfig(
        Task task,
        LabelConfig label,
        List<String> features,
        SplitConfig split,
        Learner learner,
        Tuning tune,
        List<Gate> gates) {
    public ModelConfig {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(label, "label");
        features = List.copyOf(Objects.requireNonNull(features, "features"));
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(learner, "learner");
        tune = tune == null ? Tuning.defaults() : tune;
        gates = gates == null ? List.of() : List.copyOf(gates);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features needs at least one feature table");
        }
        if (features.stream().distinct().count() < features.size()) {
            throw new IllegalArgumentException("features names a feature table twice");
        }
        if (split.gap() != null && split.gap().compareTo(label.horizon()) < 0) {
            throw new IllegalArgumentException("split.gap is shorter than label.horizon, so that rows learned from"
                    + " would see into the test's time: make it at least the horizon");
        }
        metric(tune.metric(), task);
        gates.forEach(gate -> metric(gate.metric(), task));
    }

    private static void metric(String name, Task task) {
        if (name != null) {
            Metric.of(name, task);
        }
    }

    /** What models are compared by. */
    public Metric metric() {
        return tune.metric() == null ? Metric.standard(task) : Metric.of(tune.metric(), task);
    }
}
