package io.lakemill.features.rolling;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.unix_micros;

import io.lakemill.features.FeatureTable;
import io.lakemill.features.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;

/** Brings the rows of all sources into one frame, as {@link Layout} says, in the order in which the pass reads them. */
final class Frame {
    /** When a row is visible that always is: before every step. */
    static final long ALWAYS = Long.MIN_VALUE;
    /** In place of a source's number: the row tells that an entity is there, and nothing else. */
    static final int PRESENCE = -1;

    private static final Column TIMELESS = lit(ALWAYS);

    private final FeatureTable table;
    private final List<Source> sources;
    private final Layout layout;

    Frame(FeatureTable table, List<Source> sources, Layout layout) {
        this.table = table;
        this.sources = sources;
        this.layout = layout;
    }

    /** All rows that happened up to {@code to}, each entity's together, ordered to the last slot. */
    Dataset<Row> sorted(Map<String, Dataset<Row>> inputs, Dataset<Row> known, long to) {
        List<Dataset<Row>> parts = new ArrayList<>();
        for (Source source : sources) {
            Dataset<Row> rows = usable(inputs.get(source.name()), source, to);
            parts.add(events(rows, source));
            if (delaysDiffer() && source.time() != null) {
                parts.add(firstTimes(rows, source));
            }
        }
        if (known != null) {
            parts.add(presence(known.select(keys()).distinct(), TIMELESS));
        }
        Dataset<Row> all = parts.stream().reduce(Dataset::union).orElseThrow();
        return all.repartition(columns(all, layout.keys())).sortWithinPartitions(order(all));
    }

    /**
     * How long after its time the first of an entity's rows with a time stands in the frame. Where delays differ, the
     * first row to become visible may not be the first that happened; then {@link #firstTimes} go before them.
     */
    long firstDelay() {
        return delaysDiffer()
                ? 0
                : timed().mapToLong(i -> Micros.of(sources.get(i).delay()))
                        .findFirst()
                        .orElse(0);
    }

    private boolean delaysDiffer() {
        return timed().mapToObj(i -> sources.get(i).delay()).distinct().count() > 1;
    }

    private IntStream timed() {
        return IntStream.range(0, sources.size()).filter(i -> sources.get(i).time() != null);
    }

    private Dataset<Row> usable(Dataset<Row> rows, Source source, long to) {
        Dataset<Row> usable = rows;
        for (Column key : keys()) {
            usable = usable.filter(key.isNotNull());
        }
        return source.time() == null ? usable : usable.filter(time(source).leq(to));
    }

    private Dataset<Row> events(Dataset<Row> rows, Source source) {
        Column visible = source.time() == null ? TIMELESS : time(source).plus(Micros.of(source.delay()));
        Column[] slots = emptySlots();
        layout.cells(layout.number(source.name()))
                .forEach((cell, slot) -> slots[slot] = column(cell.column()).cast(cell.type()));
        return frame(rows, visible, layout.number(source.name()), slots);
    }

    private Dataset<Row> firstTimes(Dataset<Row> rows, Source source) {
        Dataset<Row> first = rows.groupBy(keys()).agg(min(time(source)).as("first"));
        return presence(first, functions.col("first"));
    }

    private Dataset<Row> presence(Dataset<Row> entities, Column visible) {
        return frame(entities, visible, PRESENCE, emptySlots());
    }

    private Dataset<Row> frame(Dataset<Row> rows, Column visible, int source, Column[] slots) {
        List<Column> columns = new ArrayList<>(List.of(keys()));
        columns.add(visible);
        columns.add(lit(source));
        columns.addAll(List.of(slots));
        String[] names =
                IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).toArray(String[]::new);
        return rows.select(columns.toArray(Column[]::new)).toDF(names);
    }

    private Column[] emptySlots() {
        return layout.slots().stream().map(type -> lit(null).cast(type)).toArray(Column[]::new);
    }

    private Column[] order(Dataset<Row> all) {
        return IntStream.range(0, all.columns().length)
                .filter(i -> !(all.schema().apply(i).dataType() instanceof MapType))
                .mapToObj(i -> functions.col("c" + i).asc())
                .toArray(Column[]::new);
    }

    private static Column[] columns(Dataset<Row> all, int number) {
        return IntStream.range(0, number).mapToObj(i -> all.col("c" + i)).toArray(Column[]::new);
    }

    private Column[] keys() {
        return table.entity().stream().map(Frame::column).toArray(Column[]::new);
    }

    private static Column time(Source source) {
        return unix_micros(column(source.time()).cast(DataTypes.TimestampType));
    }

    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
