package io.lakemill.jobs;

import io.lakemill.features.LakeTable;
import io.lakemill.features.tables.FeatureTableBuild;
import io.lakemill.jobs.config.PipelineConfig;
import io.lakemill.models.ModelCard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables that a training reads, at the versions they had when it began.
 *
 * @param features what is read of each feature table, by the table's name
 * @param events what is read of the label's source
 */
record PinnedTables(Lake lake, Map<String, ModelCard.FeatureSet> features, ModelCard.Table events) {

    /** The pipeline's tables as they are now; refuses feature tables that do not hold what the configuration defines. */
    static PinnedTables of(PipelineConfig pipeline, Lake lake) {
        Map<String, ModelCard.FeatureSet> features = new LinkedHashMap<>();
        pipeline.model().features().forEach(name -> features.put(name, featureSet(pipeline, lake, name)));
        String events = pipeline.model().label().from();
        return new PinnedTables(
                lake,
                features,
                new ModelCard.Table(events, lake.ingested(events).version()));
    }

    private static ModelCard.FeatureSet featureSet(PipelineConfig pipeline, Lake lake, String name) {
        LakeTable table = lake.features(name);
        if (!table.exists()) {
            throw new JobException("Cannot train " + pipeline.pipeline() + ": the feature table " + name
                    + " is not there yet. Run features first.");
        }
        var definition = pipeline.featureTables().get(name);
        String defined = FeaturesJob.build(pipeline, lake, definition).featureSetId();
        String held = table.properties().get(FeatureTableBuild.ID_PROPERTY);
        if (!defined.equals(held)) {
            throw new JobException("Cannot train " + pipeline.pipeline() + ": the feature table " + name + " holds "
                    + held + ", but its definition is now " + defined
                    + ". Rebuild it (features CONF --rebuild), or restore the old definition.");
        }
        return new ModelCard.FeatureSet(
                name,
                held,
                ModelRows.featureColumns(definition, table.read()),
                definition.every().toSeconds(),
                table.version());
    }

    /** The columns to look up in each feature table. */
    Map<String, List<String>> columns() {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        features.forEach((name, set) -> columns.put(name, set.columns()));
        return columns;
    }

    /** The rows of a feature table. */
    Dataset<Row> featureRows(String name) {
        return lake.features(name).readAt(features.get(name).deltaVersion());
    }

    /** The rows of the label's source. */
    Dataset<Row> eventRows() {
        return lake.ingested(events.name()).readAt(events.deltaVersion());
    }
}
