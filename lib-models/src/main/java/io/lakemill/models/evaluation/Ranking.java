package io.lakemill.models.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * How well scores put positive rows before negative ones, exactly, with ties.
 *
 * <p>Rows are counted by score in parallel; the running counts over the distinct scores are one sorted pass in one task.
 */
final class Ranking {
    private Ranking() {}

    /**
     * The area under the ROC curve and the average precision; neither when there are no negative or no positive rows.
     *
     * @param rows {@code score} double and {@code positive} boolean
     */
    static Map<String, Double> metrics(Dataset<Row> rows) {
        Column positive = col("positive").cast("long");
        WindowSpec downTo = Window.orderBy(col("score").desc()).rowsBetween(Window.unboundedPreceding(), 0);
        Row areas = rows.groupBy("score")
                .agg(
                        sum(positive).as("positives"),
                        sum(col("positive").unary_$bang().cast("long")).as("negatives"))
                .withColumn("positives_above", sum("positives").over(downTo))
                .withColumn("negatives_above", sum("negatives").over(downTo))
                .agg(
                        sum("positives").cast("double").as("positives"),
                        sum("negatives").cast("double").as("negatives"),
                        sum(pairs()).as("pairs"),
                        sum(steps()).as("steps"))
                .head();
        return metrics(areas);
    }

    /** Each negative row counts the positive rows before it, and half of those beside it. */
    private static Column pairs() {
        return col("negatives")
                .multiply(col("positives_above").minus(col("positives").divide(2)));
    }

    /** Each positive row counts the precision at its score. */
    private static Column steps() {
        return col("positives")
                .multiply(col("positives_above"))
                .divide(col("positives_above").plus(col("negatives_above")));
    }

    private static Map<String, Double> metrics(Row areas) {
        double positives = areas.getDouble(0);
        double negatives = areas.getDouble(1);
        Map<String, Double> metrics = new TreeMap<>();
        if (positives > 0 && negatives > 0) {
            metrics.put("auc", areas.getDouble(2) / (positives * negatives));
            metrics.put("average-precision", areas.getDouble(3) / positives);
        }
        return metrics;
    }
}
