package io.lakemill.jobs;

import io.lakemill.features.tables.FeatureTableBuild;
import io.lakemill.jobs.config.PipelineConfig;
import io.lakemill.models.ModelCard;
import io.lakemill.models.registry.ModelDirectory;
import io.lakemill.models.registry.ModelVersion;
import io.lakemill.models.registry.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineModel;

/**
 * A version of the pipeline's model, ready to predict: resolved once, and the same from then on.
 *
 * @param version which one
 * @param card where it comes from and what it needs
 * @param model the model itself
 */
record Champion(ModelVersion version, ModelCard card, PipelineModel model) {
    /** The alias of the version that scores. */
    static final String ALIAS = "champion";

    /** The alias of the newest version that passed its gates. */
    static final String CHALLENGER = "challenger";

    /** Reads a version's model and card from the registry. */
    static Champion load(Registry registry, ModelVersion version, Lake lake) {
        ModelDirectory directory = directory(registry, version, lake);
        ModelCard card = card(version, directory);
        return new Champion(version, card, directory.load());
    }

    /** A version's card alone. */
    static ModelCard card(Registry registry, ModelVersion version, Lake lake) {
        return card(version, directory(registry, version, lake));
    }

    private static ModelDirectory directory(Registry registry, ModelVersion version, Lake lake) {
        return new ModelDirectory(registry.fetch(version, lake.registry() + "/cache"), lake.spark());
    }

    private static ModelCard card(ModelVersion version, ModelDirectory directory) {
        return directory
                .card()
                .map(ModelCard::fromJson)
                .orElseThrow(() -> new JobException("Cannot use " + version
                        + ": it has no model card, so that nothing tells which features it needs."
                        + " Promote a version that was trained by Lakemill."));
    }

    /** The columns that the model looks up in each feature table. */
    Map<String, List<String>> columns() {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        card.features().forEach(table -> columns.put(table.table(), table.columns()));
        return columns;
    }

    /** The ids of the feature tables that the model was trained on, as one text. */
    String featureSetId() {
        return card.features().stream()
                .map(table -> table.table() + ":" + table.featureSetId())
                .collect(Collectors.joining(","));
    }

    /** What keeps the model from reading the feature tables as they are now; empty when nothing does. */
    static List<String> mismatches(ModelCard card, PipelineConfig pipeline, Lake lake) {
        List<String> mismatches = new ArrayList<>();
        for (ModelCard.FeatureSet trained : card.features()) {
            var table = lake.features(trained.table());
            if (!pipeline.featureTables().containsKey(trained.table()) || !table.exists()) {
                mismatches.add("there is no feature table " + trained.table());
                continue;
            }
            String id = table.properties().get(FeatureTableBuild.ID_PROPERTY);
            if (!trained.featureSetId().equals(id)) {
                mismatches.add("it was trained on " + trained.table() + " " + trained.featureSetId()
                        + ", but the table now holds " + id);
                continue;
            }
            List<String> missing = new ArrayList<>(trained.columns());
            missing.removeAll(List.of(table.read().columns()));
            if (!missing.isEmpty()) {
                mismatches.add(trained.table() + " has no column " + String.join(", ", missing));
            }
        }
        return mismatches;
    }
}
