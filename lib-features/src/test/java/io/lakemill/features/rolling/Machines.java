package io.lakemill.features.rolling;

import io.lakemill.features.Attribute;
import io.lakemill.features.Count;
import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.Latest;
import io.lakemill.features.Rolling;
import io.lakemill.features.Source;
import io.lakemill.features.Source.Format;
import io.lakemill.features.Stat;
import io.lakemill.features.TimeSince;
import io.lakemill.features.TimeSince.Unit;
import io.lakemill.features.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Random sources of machines with a composite key: readings, visits that are known an hour and a half later and have a
 * tie-break, and plates without time. They have all that is awkward: nulls, ties, duplicates, gaps, NaN, infinities, times
 * at the edges of windows and before 1970, machines of which only one source knows.
 */
final class Machines {
    static final long HOUR = 3_600_000_000L;
    static final Instant FROM = Instant.parse("1969-12-28T00:00:00Z");
    static final Instant TO = Instant.parse("1970-01-06T00:00:00Z");

    static final Map<String, Source> SOURCES = Map.of(
            "readings",
                    source(
                            "readings",
                            "at",
                            Duration.ZERO,
                            null,
                            "at TIMESTAMP, site STRING, number INT, x DOUBLE," + " y INT, kind STRING"),
            "visits",
                    source(
                            "visits",
                            "day",
                            Duration.ofMinutes(90),
                            "rank",
                            "site STRING, number INT, day TIMESTAMP," + " kind STRING, z DOUBLE, rank INT"),
            "plates", source("plates", null, null, null, "site STRING, number INT, model STRING, age INT"));

    private static final List<String> KINDS = List.of("a", "B-1", "c");

    private Machines() {}

    static FeatureTable table(Duration every, List<Feature> features) {
        return new FeatureTable("machines", List.of("site", "number"), every, null, features);
    }

    /** Every kind of feature, most of them with and without their options. */
    static List<Feature> features(List<Window> windows) {
        return List.of(
                new Rolling("readings", List.of("x", "y"), List.of(Stat.values()), windows, null),
                new Rolling("visits", List.of("z"), List.of(Stat.MEAN, Stat.MAX), windows.subList(0, 1), "visit"),
                new Count("readings", null, null, windows, null),
                new Count("visits", "kind", KINDS, windows, null),
                new TimeSince("readings", "kind", KINDS, Unit.HOURS, null),
                new TimeSince("visits", null, null, null, null),
                new Latest("visits", List.of("z", "kind"), null, "last"),
                new Latest("visits", List.of("day", "rank"), Duration.ofHours(10), "recent"),
                new Attribute("plates", List.of("model", "age"), null));
    }

    /** The values for {@link GridEngine}, of features that have {@link #KINDS} or none. */
    static List<List<String>> values(List<Feature> features) {
        return features.stream()
                .map(feature -> feature.splitBy().isPresent() ? KINDS : List.<String>of())
                .toList();
    }

    static List<Event> events(Random random, int machines) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < machines; i++) {
            List<Object> key = key(random, i);
            // One machine is hot.
            int size = i == 0 ? 400 : random.nextInt(i % 5 == 0 ? 40 : 12);
            boolean wild = random.nextInt(4) == 0;
            double level = random.nextBoolean() ? 0 : 1e9;
            for (int j = 0; j < size; j++) {
                events.add(random.nextInt(3) == 0 ? visit(random, key, j) : reading(random, key, wild, level));
                if (random.nextInt(6) == 0) {
                    events.add(events.get(events.size() - 1));
                }
            }
            if (random.nextInt(4) != 0) {
                events.add(new Event("plates", key, null, values("model", "m" + i % 7, "age", i)));
            }
        }
        return events;
    }

    private static List<Object> key(Random random, int i) {
        List<Object> key = new ArrayList<>(List.of("s" + i % 3, i));
        if (i > 0 && random.nextInt(20) == 0) {
            key.set(random.nextInt(2), null);
        }
        return key;
    }

    private static Event reading(Random random, List<Object> key, boolean wild, double level) {
        Long time = random.nextInt(30) == 0 ? null : time(random);
        Object x = random.nextInt(8) == 0 ? null : (Object) number(random, wild, level);
        Object y = random.nextInt(8) == 0 ? null : (Object) random.nextInt(5);
        return new Event("readings", key, time, values("x", x, "y", y, "kind", kind(random)));
    }

    private static Event visit(Random random, List<Object> key, int rank) {
        Object z = random.nextInt(5) == 0 ? null : (Object) (double) random.nextInt(100);
        Object day = time(random);
        return new Event("visits", key, (Long) day, values("kind", kind(random), "z", z, "rank", rank, "day", day));
    }

    private static double number(Random random, boolean wild, double level) {
        if (wild && random.nextInt(6) == 0) {
            return new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0}
                    [random.nextInt(4)];
        }
        return level + (random.nextBoolean() ? random.nextGaussian() : random.nextInt(3));
    }

    private static String kind(Random random) {
        return random.nextInt(6) == 0
                ? null
                : Stream.concat(KINDS.stream(), Stream.of("other")).toList().get(random.nextInt(4));
    }

    /** Half past, on the hour, or a microsecond beside it; in two clusters with a gap between them. */
    private static long time(Random random) {
        long hours = random.nextInt(4) == 0 ? random.nextInt(30) : 100 + random.nextInt(90);
        long beside = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : 0;
        return Micros.of(FROM) + hours * HOUR - random.nextInt(2) * HOUR / 2 + beside;
    }

    private static Map<String, Object> values(Object... pairs) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return values;
    }

    /** The sources' frames, with columns in the order of their schemas. */
    static Map<String, Dataset<Row>> frames(SparkSession spark, List<Event> events) {
        Map<String, Dataset<Row>> frames = new LinkedHashMap<>();
        SOURCES.forEach((name, source) -> frames.put(name, frame(spark, source, events)));
        return frames;
    }

    private static Dataset<Row> frame(SparkSession spark, Source source, List<Event> events) {
        StructType schema = source.columns();
        StructField[] raw = Stream.of(schema.fields())
                .map(field -> field.dataType().equals(DataTypes.TimestampType)
                        ? DataTypes.createStructField(field.name(), DataTypes.LongType, true)
                        : field)
                .toArray(StructField[]::new);
        List<Row> rows = events.stream()
                .filter(event -> event.source().equals(source.name()))
                .map(event -> RowFactory.create(Stream.of(schema.fieldNames())
                        .map(column -> cell(event, source, column))
                        .toArray()))
                .toList();
        Column[] columns = Stream.of(schema.fields())
                .map(field -> field.dataType().equals(DataTypes.TimestampType)
                        ? functions
                                .timestamp_micros(functions.col(field.name()))
                                .as(field.name())
                        : functions.col(field.name()))
                .toArray(Column[]::new);
        return spark.createDataFrame(rows, new StructType(raw)).select(columns);
    }

    private static Object cell(Event event, Source source, String column) {
        if (column.equals(source.time())) {
            return event.time();
        }
        return switch (column) {
            case "site" -> event.key().get(0);
            case "number" -> event.key().get(1);
            default -> event.values().get(column);
        };
    }

    private static Source source(String name, String time, Duration delay, String tieBreak, String schema) {
        return new Source(name, name, Format.CSV, time, delay, null, tieBreak, schema, null, null, null);
    }
}
