package io.lakemill.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.unix_seconds;

import io.lakemill.features.FeatureTable;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Source;
import io.lakemill.features.asof.AsOfJoin;
import io.lakemill.features.asof.FirstEvent;
import io.lakemill.features.asof.Lookup;
import io.lakemill.jobs.config.LabelConfig;
import io.lakemill.jobs.config.ModelConfig;
import io.lakemill.jobs.config.PipelineConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a model's spine with their features, and with their labels where these are known.
 *
 * <p>The same rows are made for training, for the comparison with the champion, and for scoring, so that a model never
 * sees features that were put together in another way.
 */
final class ModelRows {
    /** The column of the label. */
    static final String LABEL = "_label";

    private static final String EVENT = "_event";

    private final PipelineConfig pipeline;
    private final Function<String, Dataset<Row>> features;
    private final Map<String, List<String>> columns;

    /**
     * @param features reads a feature table, by its name
     * @param columns the columns to look up in each feature table, in order
     */
    ModelRows(PipelineConfig pipeline, Function<String, Dataset<Row>> features, Map<String, List<String>> columns) {
        this.pipeline = pipeline;
        this.features = features;
        this.columns = columns;
    }

    /** The feature columns of a feature table: all but its keys, its time and its date. */
    static List<String> featureColumns(FeatureTable table, Dataset<Row> rows) {
        List<String> names = new ArrayList<>(Arrays.asList(rows.columns()));
        names.removeAll(table.entity());
        names.removeAll(List.of(FeatureTable.TIME, LakeTable.DATE));
        return names;
    }

    List<String> keys() {
        return spineTable().entity();
    }

    private FeatureTable spineTable() {
        return pipeline.featureTables().get(pipeline.model().features().get(0));
    }

    /** The names of all features, in order. */
    List<String> features() {
        return columns.values().stream().flatMap(List::stream).toList();
    }

    /** Every entity at every step in {@code [from, to]} that falls on a multiple of {@code every}: keys and time. */
    Dataset<Row> spine(Instant from, Instant to, Duration every) {
        List<Column> names = new ArrayList<>();
        keys().forEach(key -> names.add(quoted(key)));
        names.add(col(FeatureTable.TIME));
        Dataset<Row> rows = within(features.apply(spineTable().name()), from, to);
        if (every != null) {
            rows = rows.where(pmod(unix_seconds(col(FeatureTable.TIME)), lit(every.toSeconds()))
                    .equalTo(0));
        }
        return rows.select(names.toArray(Column[]::new));
    }

    /** The spine's rows with their features, as known at each row's own time. */
    Dataset<Row> withFeatures(Dataset<Row> spine, Instant from, Instant to) {
        List<Lookup> lookups = new ArrayList<>();
        columns.forEach((name, names) -> {
            FeatureTable table = pipeline.featureTables().get(name);
            Dataset<Row> rows = within(features.apply(name), from.minus(table.every()), to);
            lookups.add(new Lookup(name, rows, names, FeatureTable.TIME, Duration.ZERO, table.every(), null));
        });
        return AsOfJoin.join(spine, keys(), FeatureTable.TIME, lookups);
    }

    /** The rows of the spine up to {@code asOf} whose label is known by then, with features and {@link #LABEL}. */
    Dataset<Row> labelled(Dataset<Row> events, Instant asOf) {
        Instant to = lastLabelled(asOf);
        Instant from = Instant.parse("0001-01-01T00:00:00Z");
        return withFeatures(AsOfJoin.label(spine(from, to, null), keys(), FeatureTable.TIME, first(events)), from, to);
    }

    /** What the label is: the first event's value, or, where no column is named, whether there is one. */
    private FirstEvent first(Dataset<Row> events) {
        LabelConfig label = pipeline.model().label();
        Source source = pipeline.sources().get(label.from());
        boolean whether = label.column() == null;
        return new FirstEvent(
                LABEL,
                source.name(),
                whether ? events.withColumn(EVENT, lit(true)) : events,
                whether ? EVENT : label.column(),
                source.time(),
                label.horizon(),
                whether ? Boolean.FALSE : label.otherwise(),
                source.tieBreak());
    }

    /** The last time whose label is known at {@code asOf}. */
    private Instant lastLabelled(Instant asOf) {
        LabelConfig label = pipeline.model().label();
        return asOf.minus(label.horizon())
                .minus(pipeline.sources().get(label.from()).delay());
    }

    /** The rows to learn from: those that lie at least the gap before the test. */
    Dataset<Row> training(Dataset<Row> labelled) {
        return labelled.where(col(FeatureTable.TIME)
                .leq(lit(pipeline.model().split().testFrom().minus(gap()))));
    }

    /** The rows held out. */
    Dataset<Row> test(Dataset<Row> labelled) {
        return labelled.where(
                col(FeatureTable.TIME).geq(lit(pipeline.model().split().testFrom())));
    }

    /** How far training rows lie before test rows, at least. */
    Duration gap() {
        ModelConfig model = pipeline.model();
        return model.split().gap() != null ? model.split().gap() : model.label().horizon();
    }

    private static Dataset<Row> within(Dataset<Row> rows, Instant from, Instant to) {
        Column time = col(FeatureTable.TIME);
        Column date = col(LakeTable.DATE);
        return rows.where(time.geq(lit(from)).and(time.leq(lit(to))))
                .where(date.geq(to_date(lit(from))).and(date.leq(to_date(lit(to)))));
    }

    private static Column quoted(String column) {
        return col("`" + column.replace("`", "``") + "`");
    }
}
