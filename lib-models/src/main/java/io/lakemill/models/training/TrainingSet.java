package io.lakemill.models.training;

import io.lakemill.models.ModelsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rows to learn from, and what their columns are.
 *
 * <p>Neither the rows' order nor their partitioning changes what is learned from them.
 *
 * @param model what is trained, for messages
 * @param rows at least the columns named here, in any order; what is not named is not looked at
 * @param label the column to predict: text, whole numbers or booleans, without nulls
 * @param features the columns to learn from: numbers, booleans and text; nulls are imputed
 * @param keys the columns that say whose a row is; at least one
 * @param time when a row is, a TIMESTAMP or DATE; null for rows without time
 * @param gap how far rows that are learned from must lie before the ones that are validated on; zero when null
 * @param positive the label's value that a binary probability is of; the last class when null
 */
public record TrainingSet(
        String model,
        Dataset<Row> rows,
        String label,
        List<String> features,
        List<String> keys,
        String time,
        Duration gap,
        String positive) {
    /** What the names of the model's intermediate columns begin with. */
    static final String RESERVED = "lakemill_";

    public TrainingSet {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(label, "label");
        features = List.copyOf(Objects.requireNonNull(features, "features"));
        keys = List.copyOf(Objects.requireNonNull(keys, "keys"));
        gap = gap == null ? Duration.ZERO : gap;
        if (features.isEmpty() || keys.isEmpty()) {
            throw new IllegalArgumentException("features and keys each need at least one column");
        }
        if (gap.isNegative()) {
            throw new IllegalArgumentException("gap must not be negative, but is " + gap);
        }
    }

    /** Just the named columns, each of them once. */
    Dataset<Row> named() {
        checkColumns();
        return rows.select(columns().stream().map(TrainingSet::column).toArray(Column[]::new));
    }

    private void checkColumns() {
        List<String> present = Arrays.asList(rows.columns());
        for (String column : columns()) {
            if (!present.contains(column)) {
                String what = column.equals(label) ? "label column " : "column ";
                throw cannot("there is no " + what + column + " among " + String.join(", ", present)
                        + ". Name one that is there.");
            }
            checkName(column);
        }
        if (features.contains(label)) {
            throw cannot("the label " + label + " is one of the features. Take it from the features.");
        }
    }

    private void checkName(String column) {
        if (column.startsWith(RESERVED)) {
            throw cannot(
                    "column " + column + " begins with " + RESERVED + ", which the model's own columns do. Rename it.");
        }
        if (column.contains(".")) {
            throw cannot("column " + column + " has a dot in its name, which Spark's models take for a field of a"
                    + " struct. Rename it.");
        }
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(keys);
        if (time != null) {
            columns.add(time);
        }
        columns.add(label);
        columns.addAll(features);
        return columns.stream().distinct().toList();
    }

    ModelsException cannot(String causeAndAdvice) {
        return new ModelsException("Cannot train " + model + ": " + causeAndAdvice);
    }

    static Column column(String name) {
        return functions.col(quoted(name));
    }

    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
