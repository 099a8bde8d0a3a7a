package io.lakemill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The parts of a configuration that can be bound while others cannot, so that what they refer to is checked in the same
 * round: a user sees all that is wrong at once.
 */
final class Fragments {
    private Fragments() {}

    private record OneSource(Map<String, Source> sources) {}

    private record OneTable(Map<String, FeatureTable> featureTables) {}

    private record OneModel(ModelConfig model) {}

    /** Adds the problems with references among the parts that can be bound. */
    static void check(Config config, Problems problems) {
        Map<String, Source> sources = bound(config, "sources", OneSource.class, OneSource::sources);
        Map<String, FeatureTable> tables = bound(config, "feature-tables", OneTable.class, OneTable::featureTables);
        OneModel model = Binder.bind(config.withOnlyPath("model"), OneModel.class, new Problems());
        if (!sources.isEmpty()) {
            PipelineConfig fragments = new PipelineConfig(
                    "fragments", "fragments", null, null, sources, tables, model == null ? null : model.model(), null);
            new References(fragments, config, problems).check();
        }
    }

    private static <R extends Record, T> Map<String, T> bound(
            Config config, String section, Class<R> type, Function<R, Map<String, T>> values) {
        Map<String, T> bound = new LinkedHashMap<>();
        if (config.hasPath(section) && config.getValue(section) instanceof ConfigObject entries) {
            for (String name : entries.keySet()) {
                R one = Binder.bind(config.withOnlyPath(ConfigUtil.joinPath(section, name)), type, new Problems());
                if (one != null && values.apply(one) != null) {
                    bound.putAll(values.apply(one));
                }
            }
        }
        return bound;
    }
}
