package io.lakemill.models.training;

import io.lakemill.models.Target;
import io.lakemill.models.learners.Learner;
import io.lakemill.models.learners.Params;
import io.lakemill.models.learners.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows put through a fitted featurization and cached, for any number of fits of a learner to them. */
final class Fit implements AutoCloseable {
    private static final String PREDICTED = TrainingSet.RESERVED + "prediction";

    private final Learner learner;
    private final Target target;
    private final Featurization featurization;
    private final PipelineModel featurizer;
    private final Dataset<Row> vectors;
    private final OrderedRows ordered;

    Fit(TrainingSet set, Learner learner, Target target, OrderedRows ordered, Dataset<Row> rows) {
        this.learner = learner;
        this.target = target;
        this.ordered = ordered;
        featurization = Featurization.of(set, rows, learner.encoding());
        featurizer = featurization.fit(ordered.merged(rows));
        vectors = featurizer
                .transform(rows)
                .select(Featurization.VECTOR, Labels.INDEX)
                .persist();
    }

    Transformer featurizer() {
        return featurizer;
    }

    List<String> leftOut() {
        return featurization.leftOut();
    }

    /** The learner's model: vectors in, {@code prediction} and the learner's own columns out. */
    PipelineModel learned(Params params, long seed) {
        Estimator<?> estimator = learner.estimator(
                params,
                new Problem(target.task(), target.classes().size(), Featurization.categories(featurizer), seed));
        estimator.set(estimator.getParam("featuresCol"), Featurization.VECTOR);
        estimator.set(estimator.getParam("labelCol"), Labels.INDEX);
        estimator.set(estimator.getParam("predictionCol"), PREDICTED);
        Dataset<Row> rows = ordered.partitionedFor(learner, vectors);
        return pipeline(rows, Stream.of(estimator.fit(rows), toLabel()));
    }

    /** Featurization and learner as one model. */
    PipelineModel whole(Dataset<Row> rows, PipelineModel learned) {
        return pipeline(rows, Stream.of(featurizer.stages(), learned.stages()).flatMap(Stream::of));
    }

    private static PipelineModel pipeline(Dataset<Row> rows, Stream<? extends PipelineStage> stages) {
        return new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(rows);
    }

    private IndexToString toLabel() {
        return new IndexToString()
                .setInputCol(PREDICTED)
                .setOutputCol("prediction")
                .setLabels(target.classes().toArray(String[]::new));
    }

    @Override
    public void close() {
        vectors.unpersist();
    }
}
