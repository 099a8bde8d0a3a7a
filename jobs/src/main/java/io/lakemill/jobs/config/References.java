package io.lakemill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import io.lakemill.features.Attribute;
import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.Rolling;
import io.lakemill.features.Source;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** Checks that what one part of a configuration names is there in another: sources, tables and columns. */
final class References {
    private final PipelineConfig pipeline;
    private final Config config;
    private final Problems problems;

    References(PipelineConfig pipeline, Config config, Problems problems) {
        this.pipeline = pipeline;
        this.config = config;
        this.problems = problems;
    }

    void check() {
        pipeline.featureTables().values().forEach(this::check);
        if (pipeline.model() != null) {
            checkModel(pipeline.model());
        }
    }

    private void check(FeatureTable table) {
        String at = "feature-tables." + table.name();
        if (table.features().stream().allMatch(feature -> feature instanceof Attribute)) {
            problem(
                    at + ".features",
                    "all are attributes, and nothing says when the table's steps begin:"
                            + " add a feature of a source with time, or look the attributes up in another table");
        }
        Map<String, String> columns = new HashMap<>();
        table.entity().forEach(key -> columns.put(key, "the entity"));
        columns.put(FeatureTable.TIME, "the step's time");
        for (int i = 0; i < table.features().size(); i++) {
            Feature feature = table.features().get(i);
            String path = at + ".features[" + i + "]";
            checkFeature(table, feature, path);
            for (String column : feature.columns(feature.listedValues())) {
                String other = columns.put(column, "features[" + i + "]");
                if (other != null) {
                    problem(path, "gives a column " + column + ", as does " + other + ": set 'as' on one of them");
                }
            }
        }
    }

    private void checkFeature(FeatureTable table, Feature feature, String path) {
        Source source = source(feature.from(), path + ".from");
        if (source == null) {
            return;
        }
        boolean timeless = feature instanceof Attribute;
        if (timeless && source.time() != null) {
            problem(path + ".from", source.name() + " has a time: use type = latest for its newest values");
        } else if (!timeless && source.time() == null) {
            problem(path + ".from", source.name() + " has no time: set sources." + source.name() + ".time");
        }
        table.entity().forEach(key -> column(source, key, path));
        feature.inputColumns().forEach(column -> column(source, column, path));
        feature.splitBy().ifPresent(by -> column(source, by, path + ".by"));
        if (feature instanceof Rolling rolling && source.columns() != null) {
            rolling.columns().forEach(column -> numeric(source, column, path + ".columns"));
        }
    }

    private void numeric(Source source, String column, String path) {
        StructType columns = source.columns();
        if (has(columns, column) && !(columns.apply(column).dataType() instanceof NumericType)) {
            problem(path, column + " is a " + columns.apply(column).dataType().sql() + ", and statistics need numbers");
        }
    }

    private Source source(String name, String path) {
        Source source = pipeline.sources().get(name);
        if (source == null && !isWritten("sources", name)) {
            problem(
                    path,
                    "there is no source '" + name + "'."
                            + Names.hint(name, pipeline.sources().keySet()));
        }
        return source;
    }

    /** Whether an entry is there, if only with problems of its own. */
    private boolean isWritten(String section, String name) {
        return config.hasPath(ConfigUtil.joinPath(section, name));
    }

    private void column(Source source, String column, String path) {
        StructType columns = source.columns();
        if (columns != null && !has(columns, column)) {
            problem(
                    path,
                    "source " + source.name() + " has no column '" + column + "'."
                            + Names.hint(column, List.of(columns.fieldNames())));
        }
    }

    private static boolean has(StructType columns, String column) {
        return Arrays.asList(columns.fieldNames()).contains(column);
    }

    private void checkModel(ModelConfig model) {
        IntStream.range(0, model.features().size()).forEach(i -> {
            String name = model.features().get(i);
            if (!pipeline.featureTables().containsKey(name) && !isWritten("feature-tables", name)) {
                problem(
                        "model.features[" + i + "]",
                        "there is no feature table '" + name + "'."
                                + Names.hint(name, pipeline.featureTables().keySet()));
            }
        });
        List<FeatureTable> tables = model.features().stream()
                .map(pipeline.featureTables()::get)
                .filter(table -> table != null)
                .toList();
        if (tables.size() < model.features().size()) {
            return;
        }
        checkEntities(tables);
        checkLabel(model, tables.get(0));
        checkScoring(tables.get(0));
    }

    private void checkEntities(List<FeatureTable> tables) {
        Map<String, String> columns = new HashMap<>();
        for (int i = 0; i < tables.size(); i++) {
            FeatureTable table = tables.get(i);
            String path = "model.features[" + i + "]";
            if (!table.entity().equals(tables.get(0).entity())) {
                problem(
                        path,
                        table.name() + " is keyed by " + table.entity() + ", but "
                                + tables.get(0).name() + " by " + tables.get(0).entity()
                                + ": a model's feature tables need the same entity");
            }
            for (Feature feature : table.features()) {
                for (String column : feature.columns(feature.listedValues())) {
                    String other = columns.put(column, table.name());
                    if (other != null && !other.equals(table.name())) {
                        problem(
                                path,
                                table.name() + " has a column " + column + ", as has " + other
                                        + ": set 'as' on one of their features");
                    }
                }
            }
        }
    }

    private void checkLabel(ModelConfig model, FeatureTable spine) {
        Source source = source(model.label().from(), "model.label.from");
        if (source == null) {
            return;
        }
        if (source.time() == null) {
            problem("model.label.from", source.name() + " has no time, and a label is the first event in the horizon");
        }
        spine.entity().forEach(key -> column(source, key, "model.label.from"));
        if (model.label().column() != null) {
            column(source, model.label().column(), "model.label.column");
        }
    }

    private void checkScoring(FeatureTable spine) {
        Duration every = pipeline.score().every();
        if (every != null
                && (every.isZero() || every.toSeconds() % spine.every().toSeconds() != 0)) {
            problem("score.every", "must be a multiple of the " + spine.every() + " of " + spine.name());
        }
    }

    private void problem(String path, String message) {
        problems.add(config, path, message);
    }
}
