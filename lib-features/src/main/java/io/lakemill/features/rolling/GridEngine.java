package io.lakemill.features.rolling;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.lakemill.features.Attribute;
import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.FeaturesException;
import io.lakemill.features.Latest;
import io.lakemill.features.Source;
import io.lakemill.features.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Computes the rows of a feature table on a grid.
 *
 * <p>All sources go through one shuffle by the entity's keys; then one pass over each entity's rows, in the order in which
 * they become visible, gives all its features at once. The pass holds a bounded state, not the entity's rows. What it
 * costs for a step does not depend on the lengths of the windows. Its result is the same to the last bit however the
 * input is partitioned or ordered, and wherever a run begins.
 *
 * <p>Rows of a source in which a key or the time is null are left out.
 */
public final class GridEngine {
    private final FeatureTable table;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final List<List<String>> values;

    /**
     * An engine for one table.
     *
     * @param table the definition
     * @param sources the table's sources by their names; others are not looked at
     * @param values for each feature, by its place in the table, the values of its {@link Feature#splitBy()} in order; not
     *     looked at for features that have none
     * @throws FeaturesException if a feature needs a time that its source does not have, or has no use for the one it has
     */
    public GridEngine(FeatureTable table, Map<String, Source> sources, List<List<String>> values) {
        this.table = Objects.requireNonNull(table, "table");
        this.values = List.copyOf(values);
        if (values.size() != table.features().size()) {
            throw new IllegalArgumentException(
                    values.size() + " lists of values for " + table.features().size() + " features");
        }
        table.sources().forEach(name -> this.sources.put(name, Objects.requireNonNull(sources.get(name), name)));
        table.features().forEach(this::checkTime);
    }

    /**
     * The columns of the table: the entity's, {@link FeatureTable#TIME}, then those of the features in order.
     *
     * @param inputs the columns of each source
     * @throws FeaturesException if a source lacks a column, a column has a type that its feature cannot read, the sources
     *     disagree about a key's type, or two columns would have the same name
     */
    public StructType schema(Map<String, StructType> inputs) {
        Layout layout = new Layout(table, List.copyOf(sources.values()), inputs);
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < table.entity().size(); i++) {
            fields.add(field(table.entity().get(i), layout.keyType(i)));
        }
        fields.add(field(FeatureTable.TIME, DataTypes.TimestampType));
        for (int i = 0; i < table.features().size(); i++) {
            fields.addAll(fields(table.features().get(i), values.get(i), inputs));
        }
        checkNames(fields);
        return new StructType(fields.toArray(StructField[]::new));
    }

    /**
     * The earliest event time in a source that rows of steps at or after {@code from} depend on; empty for all of its
     * history.
     */
    public Optional<Instant> reach(String source, Instant from) {
        Duration longest = table.every();
        for (Feature feature : table.features()) {
            if (feature.from().equals(source)) {
                Optional<Duration> memory = memory(feature);
                if (memory.isEmpty()) {
                    return Optional.empty();
                }
                longest = longest.compareTo(memory.get()) < 0 ? memory.get() : longest;
            }
        }
        return Optional.of(from.minus(longest).minus(sources.get(source).delay()));
    }

    /**
     * The rows of all steps in {@code [from, to]}, for every entity that began by then.
     *
     * <p>An entity begins at the first step at or after its first row in any source that has a time. Those in
     * {@code known}, and those that only sources without time have, begin at {@code from}.
     *
     * @param inputs the rows of each source, at least from {@link #reach} on; rows after {@code to} are not looked at
     * @param known the keys of the entities that have rows in the table before {@code from}; null when none has
     * @param from the first step; not before the table's first
     * @param to the last step
     * @return the columns of {@link #schema}, in no particular order of rows. It fails, when it is read, with a
     *     {@link FeaturesException} as a cause if two rows that exclude each other are found in a source
     */
    public Dataset<Row> rows(Map<String, Dataset<Row>> inputs, Dataset<Row> known, Instant from, Instant to) {
        long every = Micros.of(table.every());
        if (Math.floorMod(Micros.of(from), every) != 0 || Math.floorMod(Micros.of(to), every) != 0) {
            throw new IllegalArgumentException(
                    "[" + from + ", " + to + "] does not begin and end at multiples of " + table.every());
        }
        Map<String, StructType> schemas = new LinkedHashMap<>();
        inputs.forEach((name, rows) -> schemas.put(name, rows.schema()));
        StructType schema = schema(schemas);
        Layout layout = new Layout(table, List.copyOf(sources.values()), schemas);
        Frame frame = new Frame(table, List.copyOf(sources.values()), layout);
        GridPass pass = new GridPass(table, values, layout, Micros.of(from), Micros.of(to), frame.firstDelay());
        // As whole microseconds, which unlike timestamps are the same Java objects in every session.
        StructType written = retyped(schema, DataTypes.LongType);
        return frame.sorted(inputs, known, Micros.of(to))
                .mapPartitions(pass, Encoders.row(written))
                .withColumn(FeatureTable.TIME, timestamp_micros(col(FeatureTable.TIME)));
    }

    private void checkTime(Feature feature) {
        boolean timed = sources.get(feature.from()).time() != null;
        if (feature instanceof Attribute && timed) {
            throw new FeaturesException("Cannot build feature table " + table.name() + ": the source " + feature.from()
                    + " has a time, so an entity can have many rows. Use 'latest' instead of 'attribute'.");
        }
        if (!(feature instanceof Attribute) && !timed) {
            throw new FeaturesException("Cannot build feature table " + table.name() + ": the source " + feature.from()
                    + " has no time. Set its 'time', or use 'attribute'.");
        }
    }

    /** How long a row has a say in a feature after it became visible; empty for ever. */
    private static Optional<Duration> memory(Feature feature) {
        if (feature instanceof Latest latest) {
            return Optional.ofNullable(latest.lookback());
        }
        return FeatureState.windows(feature).stream().map(Window::length).max(Comparator.naturalOrder());
    }

    private static List<StructField> fields(Feature feature, List<String> values, Map<String, StructType> inputs) {
        List<String> names = feature.columns(values);
        List<DataType> types = FeatureState.types(feature, values, inputs.get(feature.from()));
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(field(names.get(i), types.get(i)));
        }
        return fields;
    }

    private StructType retyped(StructType schema, DataType time) {
        StructField[] fields = schema.fields().clone();
        fields[table.entity().size()] = field(FeatureTable.TIME, time);
        return new StructType(fields);
    }

    private static StructField field(String name, DataType type) {
        return DataTypes.createStructField(name, type, true);
    }

    private void checkNames(List<StructField> fields) {
        Set<String> seen = new HashSet<>();
        for (StructField field : fields) {
            if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
                throw new FeaturesException("Cannot build feature table " + table.name()
                        + ": it would have two columns named " + field.name() + ". Set 'as' on one of the features.");
            }
        }
    }
}
