package io.lakemill.models.training;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.nanvl;

import io.lakemill.models.learners.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/**
 * How a row's columns become one vector: what their types ask for, in stages of Spark's own.
 *
 * <p>Numbers and booleans become doubles, with the median where they are null or NaN. Text becomes a category; null and
 * what was not seen in training share one of their own. A column that tells rows apart in no way (no value at all, or
 * the same number or text everywhere) is left out.
 */
final class Featurization {
    static final String VECTOR = TrainingSet.RESERVED + "features";

    private static final String IN = TrainingSet.RESERVED + "in_";
    private static final String NUMBER = TrainingSet.RESERVED + "number_";
    private static final String CATEGORY = TrainingSet.RESERVED + "category_";
    private static final String ONE_HOT = TrainingSet.RESERVED + "onehot_";
    /** Every category is a column or a bin, so text with more of them is an identifier rather than a feature. */
    private static final long MOST_CATEGORIES = 1_000;

    private final Learner.Encoding encoding;
    /** Feature columns by the part that they have in intermediate names, which knows letters, digits and _ only. */
    private final Map<String, String> numbers = new LinkedHashMap<>();

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    private Featurization(Learner.Encoding encoding) {
        this.encoding = encoding;
    }

    /** The featurization of a set's features as they are in {@code rows}. */
    static Featurization of(TrainingSet set, Dataset<Row> rows, Learner.Encoding encoding) {
        checkTypes(set, rows);
        Featurization featurization = new Featurization(encoding);
        featurization.divide(set, rows);
        return featurization;
    }

    private static void checkTypes(TrainingSet set, Dataset<Row> rows) {
        for (String feature : set.features()) {
            DataType type = type(rows, feature);
            if (!(type instanceof NumericType || type instanceof BooleanType || type instanceof StringType)) {
                throw set.cannot("feature " + feature + " is " + type.sql()
                        + ", and features are numbers, booleans or text. Leave it out, or derive numbers from it.");
            }
        }
    }

    private static DataType type(Dataset<Row> rows, String column) {
        return rows.schema().apply(column).dataType();
    }

    private void divide(TrainingSet set, Dataset<Row> rows) {
        List<String> features = set.features().stream().distinct().toList();
        List<Column> statistics = new ArrayList<>();
        for (String feature : features) {
            Column value = TrainingSet.column(feature);
            boolean text = type(rows, feature) instanceof StringType;
            value = text ? value : nanvl(value.cast("double"), functions.lit(null));
            statistics.addAll(List.of(count(value), min(value), max(value)));
            statistics.add(text ? approx_count_distinct(value) : functions.lit(0L));
        }
        statistics.add(count(functions.lit(1)));
        Row found = rows.agg(
                        statistics.get(0),
                        statistics.subList(1, statistics.size()).toArray(Column[]::new))
                .head();
        long all = found.getLong(found.size() - 1);
        for (int i = 0; i < features.size(); i++) {
            add(set, features.get(i), type(rows, features.get(i)) instanceof StringType, found, 4 * i, all);
        }
        if (numbers.isEmpty() && texts.isEmpty()) {
            throw set.cannot("every feature is empty or the same in all rows: " + String.join(", ", leftOut)
                    + ". Add features that tell the rows apart.");
        }
    }

    private void add(TrainingSet set, String feature, boolean text, Row found, int at, long all) {
        long known = found.getLong(at);
        boolean constant = known == 0 || found.get(at + 1).equals(found.get(at + 2));
        if (constant && (known == 0 || known == all || !text)) {
            leftOut.add(feature);
            return;
        }
        if (found.getLong(at + 3) > MOST_CATEGORIES) {
            throw set.cannot(String.format(
                    "text feature %s has about %,d different values, and up to %,d can be told"
                            + " apart. Leave it out, or group its values.",
                    feature, found.getLong(at + 3), MOST_CATEGORIES));
        }
        (text ? texts : numbers).put(part(feature), feature);
    }

    private String part(String feature) {
        String part = feature.replaceAll("[^A-Za-z0-9_]", "_");
        while (taken(part)) {
            part += "_";
        }
        return part;
    }

    private boolean taken(String part) {
        return numbers.keySet().stream().anyMatch(part::equalsIgnoreCase)
                || texts.keySet().stream().anyMatch(part::equalsIgnoreCase);
    }

    /** The features that were left out because they tell rows apart in no way, in their order. */
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** The stages, fitted: rows with every feature column in, the same rows with {@link #VECTOR} out. */
    PipelineModel fit(Dataset<Row> rows) {
        List<PipelineStage> stages = new ArrayList<>();
        stages.add(new SQLTransformer().setStatement("SELECT *, " + selections() + " FROM __THIS__"));
        List<String> inputs = new ArrayList<>();
        if (!numbers.isEmpty()) {
            stages.add(new Imputer()
                    .setStrategy("median")
                    .setInputCols(names(IN, numbers))
                    .setOutputCols(names(NUMBER, numbers)));
            inputs.addAll(Arrays.asList(names(NUMBER, numbers)));
        }
        if (!texts.isEmpty()) {
            stages.add(new StringIndexer()
                    .setStringOrderType("alphabetAsc")
                    .setHandleInvalid("keep")
                    .setInputCols(names(IN, texts))
                    .setOutputCols(names(CATEGORY, texts)));
            inputs.addAll(Arrays.asList(encode(stages)));
        }
        stages.add(new VectorAssembler()
                .setInputCols(inputs.toArray(String[]::new))
                .setOutputCol(VECTOR));
        return new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(rows);
    }

    private String[] encode(List<PipelineStage> stages) {
        if (encoding == Learner.Encoding.INDEX) {
            return names(CATEGORY, texts);
        }
        stages.add(new OneHotEncoder().setInputCols(names(CATEGORY, texts)).setOutputCols(names(ONE_HOT, texts)));
        return names(ONE_HOT, texts);
    }

    private String selections() {
        List<String> selections = new ArrayList<>();
        numbers.forEach(
                (part, column) -> selections.add("CAST(" + TrainingSet.quoted(column) + " AS DOUBLE) AS " + IN + part));
        texts.forEach((part, column) -> selections.add(TrainingSet.quoted(column) + " AS " + IN + part));
        return String.join(", ", selections);
    }

    private static String[] names(String prefix, Map<String, String> columns) {
        return columns.keySet().stream().map(part -> prefix + part).toArray(String[]::new);
    }

    /** The number of categories of the richest text feature, that of unseen values included; 0 without text. */
    static int categories(PipelineModel fitted) {
        int most = 0;
        for (var stage : fitted.stages()) {
            if (stage instanceof StringIndexerModel indexer) {
                for (String[] labels : indexer.labelsArray()) {
                    most = Math.max(most, labels.length + 1);
                }
            }
        }
        return most;
    }
}
