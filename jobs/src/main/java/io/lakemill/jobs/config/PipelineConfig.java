package io.lakemill.jobs.config;

import io.lakemill.features.FeatureTable;
import io.lakemill.features.Source;
import java.util.Map;
import java.util.Objects;

/**
 * A pipeline, as its file says it.
 *
 * @param pipeline its name, which is also that of its model and its predictions: letters, digits, {@code _} and
 *     {@code -}
 * @param lake the folder of all tables
 * @param landing the folder that files arrive in; not looked at itself, sources' files are built from it; may be null
 * @param registry {@code lake}, or the tracking URI of an MLflow server; {@code lake} when null
 * @param sources by name
 * @param featureTables by name
 * @param model what is trained; null for a pipeline that ends with its feature tables
 * @param score how the champion is used; its defaults when null
 */
public record PipelineConfig(
        String pipeline,
        String lake,
        String landing,
        String registry,
        Map<String, Source> sources,
        Map<String, FeatureTable> featureTables,
        ModelConfig model,
        ScoreConfig score) {
    public PipelineConfig {
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(lake, "lake");
        Objects.requireNonNull(sources, "sources");
        registry = registry == null ? "lake" : registry;
        featureTables = featureTables == null ? Map.of() : featureTables;
        score = score == null ? new ScoreConfig(null) : score;
        if (!pipeline.matches("[\\p{L}\\p{N}_-]+")) {
            throw new IllegalArgumentException(
                    "pipeline must be made of letters, digits, _ and -, not '" + pipeline + "'");
        }
        if (lake.isBlank()) {
            throw new IllegalArgumentException("lake must name a folder");
        }
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("sources needs at least one entry");
        }
    }
}
