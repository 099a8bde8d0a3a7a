package io.lakemill.models.training;

import io.lakemill.models.ModelsException;
import io.lakemill.models.Target;
import io.lakemill.models.Task;
import io.lakemill.models.evaluation.Evaluation;
import io.lakemill.models.evaluation.Metric;
import io.lakemill.models.learners.Learner;
import io.lakemill.models.learners.Params;
import io.lakemill.models.scoring.Predictions;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Trains models of one task with one learner, with the parameters that do best on rows held back.
 *
 * <p>Where every parameter is fixed, all rows are learned from at once. Otherwise the training part is featurized once,
 * every trial learns from that, and the best one's parameters are learned with again, from all rows. The same rows, in
 * whatever order and partitions, with the same seed give the same model: to the last bit up to 200,000 rows, and with
 * random forests beyond; other learners then give it to rounding.
 *
 * <p>A trainer can be used more than once, and from more than one thread. Everything that it caches it lets go.
 */
public final class Trainer {
    private final Learner learner;
    private final Task task;
    private final Tuning tuning;
    private final Metric metric;

    /** @throws IllegalArgumentException when the tuning's metric is not one of the task's */
    public Trainer(Learner learner, Task task, Tuning tuning) {
        this.learner = Objects.requireNonNull(learner, "learner");
        this.task = Objects.requireNonNull(task, "task");
        this.tuning = Objects.requireNonNull(tuning, "tuning");
        this.metric = tuning.metric() == null ? Metric.standard(task) : Metric.of(tuning.metric(), task);
    }

    /**
     * A model of the set's label.
     *
     * @param progress hears of each trial; of nothing when every parameter is fixed
     * @throws ModelsException when the set's columns, types or labels allow no model, or no trial gave one
     */
    public Trained train(TrainingSet set, Progress progress) {
        List<Params> candidates = Candidates.of(set, learner, tuning);
        Dataset<Row> named = set.named().persist();
        try {
            Labels labels = Labels.of(set, task, named);
            try (OrderedRows ordered = OrderedRows.of(set, labels.index(named), labels.total())) {
                return train(set, labels, ordered, candidates, progress);
            }
        } finally {
            named.unpersist();
        }
    }

    private Trained train(
            TrainingSet set, Labels labels, OrderedRows ordered, List<Params> candidates, Progress progress) {
        List<TrialResult> trials = List.of();
        int best = 1;
        if (candidates.size() > 1) {
            Trials search = new Trials(metric, progress);
            trials = trials(search, set, labels.target(), ordered, candidates);
            best = search.best(set, trials).number();
        }
        Params params = candidates.get(best - 1);
        try (Fit fit = new Fit(set, learner, labels.target(), ordered, ordered.rows())) {
            PipelineModel model = fit.whole(ordered.rows(), fit.learned(params, seed(best)));
            return new Trained(model, labels.target(), params, trials, fit.leftOut(), labels.rows());
        }
    }

    private List<TrialResult> trials(
            Trials search, TrainingSet set, Target target, OrderedRows ordered, List<Params> candidates) {
        Holdout holdout = Holdout.of(set, ordered.rows(), tuning.validation());
        try (Fit fit = new Fit(set, learner, target, ordered, holdout.training())) {
            Dataset<Row> held = fit.featurizer()
                    .transform(holdout.validation())
                    .select(TrainingSet.column(Featurization.VECTOR), TrainingSet.column(set.label()))
                    .persist();
            try {
                return search.run(candidates, tuning.parallel(), (params, number) -> {
                    PipelineModel learned = fit.learned(params, seed(number));
                    return Evaluation.of(Predictions.predict(learned, target, held), target)
                            .metrics();
                });
            } finally {
                held.unpersist();
            }
        }
    }

    /** A seed for each trial that does not depend on which others run, or when. */
    private long seed(int trial) {
        return new SplittableRandom(tuning.seed() * 1_000_003 + trial).nextLong();
    }
}
