package io.lakemill.models.scoring;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_arrays;
import static org.apache.spark.sql.functions.transform;

import io.lakemill.models.ModelsException;
import io.lakemill.models.Target;
import io.lakemill.models.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A model's predictions in the columns that every model of the same task gives. */
public final class Predictions {
    /** The predicted value of the label, in the label's own type. */
    public static final String PREDICTION = "prediction";
    /** Binary: the probability of the positive class; multiclass: that of the predicted one. */
    public static final String PROBABILITY = "probability";
    /** Multiclass: the probability of every class by its name, as {@code map<string,double>}. */
    public static final String PROBABILITIES = "probabilities";

    private static final String RAW = "rawPrediction";

    private Predictions() {}

    /**
     * The rows' own columns, followed by {@link #PREDICTION}, {@link #PROBABILITY} and, for multiclass, {@link
     * #PROBABILITIES}.
     *
     * <p>A class trained against the rest gives no probability, only its boosted margin m: this takes the probability
     * {@code 1 / (1 + exp(-2m))} that a two-class model gives for the same margin, and divides by the classes' sum.
     *
     * @param model gives {@code prediction}, the label's value as text, and {@code probability} or {@code rawPrediction}
     *     by the target's classes; it leaves the rows' own columns as they are
     * @param rows the columns that the model reads, and any others but those that are to be added
     */
    public static Dataset<Row> predict(Transformer model, Target target, Dataset<Row> rows) {
        checkColumns(rows);
        Dataset<Row> transformed = model.transform(rows);
        Column probabilities = probabilities(transformed);
        List<Column> columns = new ArrayList<>();
        for (String column : rows.columns()) {
            columns.add(col(quoted(column)));
        }
        columns.add(col(PREDICTION).cast(target.type()).as(PREDICTION));
        if (target.task() == Task.BINARY) {
            int positive = target.classes().indexOf(target.positive());
            columns.add(element_at(probabilities, lit(positive + 1)).as(PROBABILITY));
        } else {
            Column byClass = map_from_arrays(classes(target), probabilities);
            columns.add(element_at(byClass, col(PREDICTION)).as(PROBABILITY));
            columns.add(byClass.as(PROBABILITIES));
        }
        return transformed.select(columns.toArray(Column[]::new));
    }

    private static void checkColumns(Dataset<Row> rows) {
        for (String column : rows.columns()) {
            if (List.of(PREDICTION, PROBABILITY, PROBABILITIES, RAW).stream().anyMatch(column::equalsIgnoreCase)) {
                throw new ModelsException("Cannot score: the rows have a column " + column
                        + " already, and the model adds one of that name. Rename or leave out the rows' own.");
            }
            if (column.contains(".")) {
                throw new ModelsException("Cannot score: column " + column + " has a dot in its name, which Spark's"
                        + " models take for a field of a struct. Rename or leave out the column.");
            }
        }
    }

    private static Column probabilities(Dataset<Row> transformed) {
        if (Arrays.asList(transformed.columns()).contains(PROBABILITY)) {
            return vector_to_array(col(PROBABILITY), "float64");
        }
        Column margins = vector_to_array(col(RAW), "float64");
        Column each = transform(margins, margin -> lit(1).divide(lit(1).plus(exp(margin.multiply(-2)))));
        Column sum = aggregate(each, lit(0.0), Column::plus);
        return transform(each, one -> one.divide(sum));
    }

    private static Column classes(Target target) {
        return array(target.classes().stream().map(value -> lit(value)).toArray(Column[]::new));
    }

    private static String quoted(String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}
