package io.lakemill.models;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a model version comes from, what it reads, and how good it is: enough to judge it, to score with it and to train
 * it again.
 *
 * <p>Maps keep their order. As JSON, times are ISO 8601 and what is null is left out.
 *
 * @param model the registered model's name
 * @param run the id of the run that trained it
 * @param created when
 * @param target what it predicts
 * @param learner the learner's type, such as {@code random-forest}
 * @param params the parameters it was trained with
 * @param seed where the training's randomness came from
 * @param inputs each column that it reads, with its type as Spark DDL
 * @param leftOut the inputs that it does not look at, because they told the training rows apart in no way
 * @param features the feature tables that its inputs come from
 * @param sources the other tables that were read, such as the one with the labels
 * @param train the rows it was trained on
 * @param test the rows it was evaluated on
 * @param gapSeconds how far the two lie apart, at the least
 * @param metrics of the test rows, by name
 * @param confusion of the test rows: class, predicted class, number of rows
 * @param baseline the metrics of always predicting the most frequent class, on the same rows
 * @param trials the search that chose the parameters; empty when they were fixed
 * @param configHash identifies the text of the resolved configuration
 * @param versions of the libraries that took part, by their names
 * @param gitCommit of the folder that the pipeline was run from; null outside of a repository
 * @param notes anything else, by name
 */
public record ModelCard(
        String model,
        String run,
        Instant created,
        Target target,
        String learner,
        Map<String, String> params,
        long seed,
        Map<String, String> inputs,
        List<String> leftOut,
        List<FeatureSet> features,
        List<Table> sources,
        Rows train,
        Rows test,
        long gapSeconds,
        Map<String, Double> metrics,
        Map<String, Map<String, Long>> confusion,
        Map<String, Double> baseline,
        List<Trial> trials,
        String configHash,
        Map<String, String> versions,
        String gitCommit,
        Map<String, String> notes) {

    /**
     * Columns of a feature table, as they were defined and found.
     *
     * @param table the table's name
     * @param featureSetId identifies the table's definition
     * @param columns those that the model reads
     * @param lookbackSeconds how old a feature row may be when it is looked up; null for any age
     * @param deltaVersion the version that was read
     */
    public record FeatureSet(
            String table, String featureSetId, List<String> columns, Long lookbackSeconds, long deltaVersion) {
        public FeatureSet {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(featureSetId, "featureSetId");
            columns = List.copyOf(columns);
        }
    }

    /**
     * A table that was read.
     *
     * @param name the source's name
     * @param deltaVersion the version that was read
     */
    public record Table(String name, long deltaVersion) {
        public Table {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * Some rows.
     *
     * @param count how many
     * @param perClass how many of each class
     * @param from the earliest time among them; null without time
     * @param to the latest time among them; null without time
     */
    public record Rows(long count, Map<String, Long> perClass, Instant from, Instant to) {
        public Rows {
            perClass = ordered(perClass);
        }
    }

    /**
     * One combination of parameters that was tried.
     *
     * @param number its place in the search, from 1
     * @param params the combination
     * @param score its metric on the validation rows; null when it failed
     * @param error why it failed; null when it did not
     */
    public record Trial(int number, Map<String, String> params, Double score, String error) {
        public Trial {
            params = ordered(params);
        }
    }

    public ModelCard {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(learner, "learner");
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
        Objects.requireNonNull(configHash, "configHash");
        params = ordered(params);
        inputs = ordered(inputs);
        leftOut = List.copyOf(leftOut);
        features = List.copyOf(features);
        sources = List.copyOf(sources);
        metrics = ordered(metrics);
        confusion = ordered(confusion);
        baseline = ordered(baseline);
        trials = List.copyOf(trials);
        versions = ordered(versions);
        notes = ordered(notes);
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** The card as indented JSON. */
    public String toJson() {
        return ModelCardJson.write(this);
    }

    /**
     * The card that {@link #toJson()} wrote.
     *
     * @throws ModelsException when the text is no such card
     */
    public static ModelCard fromJson(String json) {
        return ModelCardJson.read(json);
    }
}
