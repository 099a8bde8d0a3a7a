package io.lakemill.models.training;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.lakemill.models.Target;
import io.lakemill.models.Task;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/**
 * The label's classes, in order, and how many rows have each.
 *
 * @param rows in the order of the classes: text by its characters, numbers by size, false before true
 */
record Labels(Target target, Map<String, Long> rows) {
    /** The class's position, as a double with the classes in its metadata. */
    static final String INDEX = TrainingSet.RESERVED + "label";

    private static final String TEXT = TrainingSet.RESERVED + "label_text";
    private static final Set<String> TYPES = Set.of("string", "boolean", "tinyint", "smallint", "int", "bigint");
    /** Beyond this many, a label is an amount and not a class. */
    private static final int MOST_CLASSES = 1_000;

    static Labels of(TrainingSet set, Task task, Dataset<Row> rows) {
        DataType type = rows.schema().apply(set.label()).dataType();
        if (!TYPES.contains(type.catalogString())) {
            throw set.cannot("label " + set.label() + " is " + type.sql()
                    + ", and classes are text, whole numbers or booleans. Use another label or task.");
        }
        List<Row> counted = rows.groupBy(TrainingSet.column(set.label()).as("label"))
                .agg(count(lit(1)).as("rows"))
                .orderBy("label")
                .limit(MOST_CLASSES + 1)
                .collectAsList();
        Map<String, Long> classes = classes(set, counted);
        checkClasses(set, task, classes);
        Target target =
                new Target(task, set.label(), type.sql(), List.copyOf(classes.keySet()), positive(set, classes));
        return new Labels(target, classes);
    }

    private static Map<String, Long> classes(TrainingSet set, List<Row> counted) {
        Map<String, Long> classes = new LinkedHashMap<>();
        for (Row row : counted) {
            if (row.isNullAt(0)) {
                throw set.cannot(String.format(
                        "label %s is null in %,d rows. Leave out the rows whose label is not known.",
                        set.label(), row.getLong(1)));
            }
            classes.put(row.get(0).toString(), row.getLong(1));
        }
        return Collections.unmodifiableMap(classes);
    }

    private static void checkClasses(TrainingSet set, Task task, Map<String, Long> classes) {
        if (classes.isEmpty()) {
            throw set.cannot("there are no rows to train on. Check the time range, and when labels become known.");
        }
        if (classes.size() == 1) {
            throw set.cannot(onlyOne(classes.entrySet().iterator().next()));
        }
        if (classes.size() > MOST_CLASSES) {
            throw set.cannot(String.format(
                    "label %s has more than %,d different values. Use another label or task.",
                    set.label(), MOST_CLASSES));
        }
        if (task == Task.BINARY && classes.size() > 2) {
            throw set.cannot("label " + set.label() + " has " + classes.size() + " classes (" + some(classes)
                    + ") and the task is binary. Set task = multiclass.");
        }
    }

    private static String onlyOne(Map.Entry<String, Long> only) {
        return String.format(
                "all %,d labels are '%s'. Train on rows that hold at least two classes: a longer time range,"
                        + " or another label.",
                only.getValue(), only.getKey());
    }

    private static String positive(TrainingSet set, Map<String, Long> classes) {
        if (set.positive() != null && !classes.containsKey(set.positive())) {
            throw set.cannot("positive is '" + set.positive() + "', but the labels are " + some(classes)
                    + ". Name one of them.");
        }
        return set.positive();
    }

    private static String some(Map<String, Long> classes) {
        String first = String.join(", ", classes.keySet().stream().limit(10).toList());
        return classes.size() > 10 ? first + ", …" : first;
    }

    /** How many rows there are. */
    long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The rows with {@link #INDEX} added. */
    Dataset<Row> index(Dataset<Row> rows) {
        StringIndexerModel indexer = new StringIndexerModel(target.classes().toArray(String[]::new))
                .setInputCol(TEXT)
                .setOutputCol(INDEX);
        return indexer.transform(
                        rows.withColumn(TEXT, TrainingSet.column(target.label()).cast("string")))
                .drop(TEXT);
    }
}
