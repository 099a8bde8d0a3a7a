package io.lakemill.models.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.when;

import io.lakemill.models.ModelsException;
import io.lakemill.models.Target;
import io.lakemill.models.Task;
import io.lakemill.models.scoring.Predictions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * How a model did on rows whose label is known.
 *
 * <p>Metrics are defined as scikit-learn defines them with {@code zero_division=0}. Macro averages are over the classes
 * that the rows have or that were predicted: a class that is neither enters none. The weighted average weighs classes by
 * their rows. {@code log-loss} clips probabilities to {@code [2.2e-16, 1 - 2.2e-16]}. {@code auc} (ties count half) and
 * {@code average-precision} (steps, not interpolated) are exact. A metric that is not defined, such as the recall of a
 * class without rows or {@code auc} with one class only, is absent.
 *
 * @param metrics by name: those of {@link Metric#names} and {@code precision}, {@code recall} and {@code f1} of each
 *     class, such as {@code recall(comp1)}
 * @param confusion how many rows of each class were predicted as each; a class of the rows that the model does not know
 *     comes last
 */
public record Evaluation(Map<String, Double> metrics, Confusion confusion) {
    private static final double CLIP = Math.ulp(1.0);
    private static final String LABEL = "label";
    private static final String OWN = "own_probability";
    private static final String POSITIVE = "positive_probability";

    public Evaluation {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /**
     * The evaluation of predictions.
     *
     * @param predictions the target's label column and the columns that {@link Predictions#predict} adds; read once, or
     *     twice for binary
     * @throws ModelsException when there are no rows, or a label is null
     */
    public static Evaluation of(Dataset<Row> predictions, Target target) {
        Dataset<Row> judged = judged(predictions, target);
        List<Row> cells = judged.groupBy(LABEL, Predictions.PREDICTION)
                .agg(
                        functions.count(lit(1)).as("rows"),
                        functions.sum(logLoss(col(OWN))).as("log_loss"),
                        functions.sum(brier(target)).as("brier"))
                .orderBy(LABEL, Predictions.PREDICTION)
                .collectAsList();
        checkRows(cells, target);
        Confusion confusion = Confusion.of(target.classes(), cells);
        Map<String, Double> metrics = new TreeMap<>(confusion.metrics());
        metrics.put("log-loss", sum(cells, "log_loss") / confusion.rows());
        if (target.task() == Task.BINARY) {
            confusion.metricsOf(target.positive()).forEach(metrics::put);
            metrics.put("brier", sum(cells, "brier") / confusion.rows());
            metrics.putAll(Ranking.metrics(judged.select(
                    col(POSITIVE).as("score"),
                    col(LABEL).equalTo(target.positive()).as("positive"))));
        }
        return new Evaluation(metrics, confusion);
    }

    /**
     * The evaluation of always predicting the class that most of the training rows had, with the training rows' shares
     * as probabilities: what a model must beat to be worth anything.
     *
     * @param rows the rows that the model is evaluated on, with the target's label column
     * @param trainingRows how many training rows each class had
     */
    public static Evaluation ofMajority(Dataset<Row> rows, Target target, Map<String, Long> trainingRows) {
        return of(Majority.predictions(rows, target, trainingRows), target);
    }

    private static Dataset<Row> judged(Dataset<Row> predictions, Target target) {
        Column label = col(target.quotedLabel()).cast("string");
        Column predicted = col(Predictions.PREDICTION).cast("string");
        Column positive = col(Predictions.PROBABILITY);
        boolean binary = target.task() == Task.BINARY;
        Column own = binary
                ? when(label.equalTo(target.positive()), positive)
                        .when(label.isin(target.classes().toArray()), lit(1).minus(positive))
                : element_at(col(Predictions.PROBABILITIES), label);
        return predictions.select(
                label.as(LABEL),
                predicted.as(Predictions.PREDICTION),
                functions.coalesce(own, lit(0.0)).as(OWN),
                (binary ? positive : lit(null).cast("double")).as(POSITIVE));
    }

    private static Column logLoss(Column probability) {
        return log(least(greatest(probability, lit(CLIP)), lit(1 - CLIP))).multiply(-1);
    }

    private static Column brier(Target target) {
        if (target.task() != Task.BINARY) {
            return lit(0.0);
        }
        Column miss = col(POSITIVE).minus(col(LABEL).equalTo(target.positive()).cast("double"));
        return miss.multiply(miss);
    }

    private static double sum(List<Row> cells, String column) {
        return cells.stream().mapToDouble(cell -> cell.<Double>getAs(column)).sum();
    }

    private static void checkRows(List<Row> cells, Target target) {
        if (cells.isEmpty()) {
            throw new ModelsException("Cannot evaluate a model of " + target.label()
                    + ": no rows are held out. Hold out more, or check when their labels become known.");
        }
        if (cells.stream().anyMatch(cell -> cell.isNullAt(0))) {
            throw new ModelsException("Cannot evaluate a model of " + target.label()
                    + ": labels are null. Leave out the rows whose label is not known.");
        }
    }
}
