package io.lakemill.features.asof;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.TestSpark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class AsOfJoinTest {
    private static final List<String> KEYS = List.of("site", "number");
    private static final long SECOND = 1_000_000;

    /** A row of any side: its time and rank may be null, and so may every key and value. */
    private record Event(String site, Integer number, Long time, Integer rank, Double value) {
        boolean findableFrom(Event other) {
            return site != null && number != null && site.equals(other.site) && number.equals(other.number);
        }
    }

    @Test
    void findsTheNewestVisibleRow(SparkSession spark) {
        Random random = new Random(7);
        List<Event> spine = events(random, 3_000);
        List<Event> ranked = ranked(events(random, 2_000));
        List<Event> single = distinct(events(random, 2_000));
        List<Event> timeless = distinct(events(random, 400).stream()
                .map(event -> new Event(event.site, event.number, 0L, 0, event.value))
                .toList());
        Dataset<Row> joined = AsOfJoin.join(
                frame(spark, spine, "line"),
                KEYS,
                "time",
                List.of(
                        lookup(frame(spark, ranked, "ranked"), "ranked", "time", Duration.ofSeconds(5), null, "rank"),
                        lookup(frame(spark, single, "single"), "single", "time", null, Duration.ofSeconds(8), null),
                        lookup(frame(spark, timeless, "plain"), "plain", null, null, null, null)));

        assertThat(joined.columns())
                .containsExactly("site", "number", "time", "rank", "line", "ranked", "single", "plain");
        List<List<Object>> expected = spine.stream()
                .map(row -> Arrays.<Object>asList(
                        row.value,
                        newest(row, ranked, 5 * SECOND, Long.MAX_VALUE),
                        newest(row, single, 0, 8 * SECOND),
                        timeless.stream()
                                .filter(row::findableFrom)
                                .findFirst()
                                .map(Event::value)
                                .orElse(null)))
                .toList();
        assertThat(cells(joined, "line", "ranked", "single", "plain")).containsExactlyInAnyOrderElementsOf(expected);
        for (int i = 1; i < 4; i++) {
            int column = i;
            assertThat(expected).anyMatch(row -> row.get(column) == null).anyMatch(row -> row.get(column) != null);
        }
    }

    @Test
    void labelsWithTheFirstEventAhead(SparkSession spark) {
        Random random = new Random(8);
        List<Event> spine = events(random, 2_000);
        List<Event> events = ranked(events(random, 1_000));
        FirstEvent label = new FirstEvent(
                "label", "failures", frame(spark, events, "value"), "value", "time", Duration.ofSeconds(6), -1, "rank");
        Dataset<Row> labelled = AsOfJoin.label(frame(spark, spine, "line"), KEYS, "time", label);

        assertThat(labelled.columns()).containsExactly("site", "number", "time", "rank", "line", "label");
        List<List<Object>> expected = spine.stream()
                .map(row -> Arrays.<Object>asList(row.value, first(row, events, 6 * SECOND)))
                .toList();
        assertThat(cells(labelled, "line", "label")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected).anyMatch(row -> row.get(1) == null).anyMatch(row -> Objects.equals(row.get(1), -1.0));
    }

    @Test
    void bordersBelongToTheLookupAndNotToTheLabel(SparkSession spark) {
        Dataset<Row> spine = frame(spark, at(100, 101, 110, 111), "line");
        Dataset<Row> row = frame(spark, at(100), "value");
        Lookup lookup = lookup(row, "value", "time", Duration.ofSeconds(1), Duration.ofSeconds(9), null);

        assertThat(cells(AsOfJoin.join(spine, KEYS, "time", List.of(lookup)), "line", "value"))
                .containsExactlyInAnyOrder(
                        Arrays.asList(100.0, null),
                        List.of(101.0, 100.0),
                        List.of(110.0, 100.0),
                        Arrays.asList(111.0, null));

        Dataset<Row> before = frame(spark, at(89, 90, 99, 100), "line");
        FirstEvent label = new FirstEvent("label", "events", row, "value", "time", Duration.ofSeconds(10), null, null);
        assertThat(cells(AsOfJoin.label(before, KEYS, "time", label), "line", "label"))
                .containsExactlyInAnyOrder(
                        Arrays.asList(89.0, null),
                        List.of(90.0, 100.0),
                        List.of(99.0, 100.0),
                        Arrays.asList(100.0, null));
    }

    @Test
    void namesTheRowsBetweenWhichNothingDecides(SparkSession spark) {
        Dataset<Row> spine = frame(spark, at(100), "line");
        List<Event> twins = List.of(new Event("s", 1, 90 * SECOND, 1, 1.0), new Event("s", 1, 90 * SECOND, 1, 2.0));
        Dataset<Row> rows = frame(spark, twins, "value");

        Dataset<Row> joined =
                AsOfJoin.join(spine, KEYS, "time", List.of(lookup(rows, "value", "time", null, null, null)));
        assertThatThrownBy(joined::collectAsList)
                .rootCause()
                .isInstanceOf(FeaturesException.class)
                .message()
                .startsWith("Cannot join readings: it has two different rows for site = s, number = 1"
                        + " at 1970-01-01T00:01:30Z (value = ")
                .endsWith("). Set its tie-break to a column that decides between them.");

        Dataset<Row> ranked =
                AsOfJoin.join(spine, KEYS, "time", List.of(lookup(rows, "value", "time", null, null, "rank")));
        assertThatThrownBy(ranked::collectAsList).rootCause().hasMessageContaining("with the same tie-break (value = ");

        Dataset<Row> timeless =
                AsOfJoin.join(spine, KEYS, null, List.of(lookup(rows, "value", null, null, null, null)));
        assertThatThrownBy(timeless::collectAsList)
                .rootCause()
                .hasMessageContaining("number = 1 (value = ")
                .hasMessageEndingWith("Keep one of them.");

        Dataset<Row> earlier = frame(spark, at(80), "line");
        FirstEvent label = new FirstEvent("label", "failures", rows, "value", "time", Duration.ofDays(1), 0, null);
        assertThatThrownBy(AsOfJoin.label(earlier, KEYS, "time", label)::collectAsList)
                .rootCause()
                .isInstanceOf(FeaturesException.class)
                .message()
                .startsWith("Cannot join failures: it has two different rows for site = s, number = 1"
                        + " at 1970-01-01T00:01:30Z (label = ");
    }

    @Test
    void refusesWhatItCannotJoin(SparkSession spark) {
        Dataset<Row> spine = frame(spark, at(100), "line");
        assertThatThrownBy(() ->
                        AsOfJoin.join(spine, KEYS, "time", List.of(lookup(spine, "LINE", null, null, null, null))))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot join readings: it has no column LINE; it has site, number, time, rank, line."
                        + " Name one of these.");
        assertThatThrownBy(() ->
                        AsOfJoin.join(spine, KEYS, "time", List.of(lookup(spine, "line", null, null, null, null))))
                .isInstanceOf(FeaturesException.class)
                .hasMessage(
                        "Cannot join readings: there already is a column line. Rename one of them, or leave it out.");
        Dataset<Row> text = frame(spark, at(100), "value")
                .withColumn("number", col("number").cast("string"));
        assertThatThrownBy(() ->
                        AsOfJoin.join(spine, KEYS, "time", List.of(lookup(text, "value", null, null, null, null))))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot join readings: its key number is STRING, the spine's is INT. Give it one type.");
        assertThatThrownBy(() ->
                        AsOfJoin.join(spine, KEYS, null, List.of(lookup(text, "value", "time", null, null, null))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a spine without time cannot look up what is known at a time");
    }

    private static Lookup lookup(
            Dataset<Row> rows, String column, String time, Duration delay, Duration lookback, String tieBreak) {
        return new Lookup("readings", rows, List.of(column), time, delay, lookback, tieBreak);
    }

    private static Double newest(Event row, List<Event> events, long delay, long lookback) {
        return events.stream()
                .filter(event -> event.time != null && row.time != null && row.findableFrom(event))
                .filter(event -> event.time + delay <= row.time && row.time - (event.time + delay) <= lookback)
                .max(Comparator.comparing(Event::time).thenComparing(Event::rank))
                .map(Event::value)
                .orElse(null);
    }

    private static Double first(Event row, List<Event> events, long horizon) {
        Optional<Event> first = events.stream()
                .filter(event -> event.time != null && row.time != null && row.findableFrom(event))
                .filter(event -> event.time > row.time && event.time <= row.time + horizon)
                .min(Comparator.comparing(Event::time).thenComparing(Event::rank));
        return first.isPresent() ? first.get().value : Double.valueOf(-1);
    }

    /** Half of them have one key; the others share a few; times are whole seconds around 1970, so that many are equal. */
    private static List<Event> events(Random random, int size) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            boolean hot = random.nextBoolean();
            String site = hot ? "hot" : random.nextInt(15) == 0 ? null : "s" + random.nextInt(9);
            Integer number = hot ? (Integer) 0 : random.nextInt(15) == 0 ? null : (Integer) random.nextInt(9);
            Long time = random.nextInt(20) == 0 ? null : (Long) ((random.nextInt(400) - 200) * SECOND);
            events.add(new Event(site, number, time, 0, random.nextInt(10) == 0 ? null : (Double) (double) i));
        }
        // The same row twice is two rows of a spine, and no conflict in a lookup.
        events.addAll(events.subList(0, size / 10));
        return events;
    }

    /** The first event of each key and time, and what equals it. */
    private static List<Event> distinct(List<Event> events) {
        Map<List<Object>, Event> first = new HashMap<>();
        events.forEach(event -> first.putIfAbsent(Arrays.asList(event.site, event.number, event.time), event));
        return events.stream()
                .filter(event -> event.equals(first.get(Arrays.asList(event.site, event.number, event.time))))
                .toList();
    }

    private static List<Event> ranked(List<Event> events) {
        return IntStream.range(0, events.size())
                .mapToObj(i -> {
                    Event event = events.get(i);
                    return new Event(event.site, event.number, event.time, i * 7919 % 10_007, event.value);
                })
                .toList();
    }

    private static List<Event> at(int... seconds) {
        return IntStream.of(seconds)
                .mapToObj(second -> new Event("s", 1, second * SECOND, 0, (double) second))
                .toList();
    }

    private static Dataset<Row> frame(SparkSession spark, List<Event> events, String value) {
        List<Row> rows = events.stream()
                .map(event -> RowFactory.create(event.site, event.number, event.time, event.rank, event.value))
                .toList();
        StructType schema = StructType.fromDDL("site STRING, number INT, time LONG, rank INT, " + value + " DOUBLE");
        return spark.createDataFrame(rows, schema).withColumn("time", timestamp_micros(col("time")));
    }

    private static List<List<Object>> cells(Dataset<Row> rows, String... columns) {
        return rows.collectAsList().stream()
                .map(row -> Arrays.stream(columns).<Object>map(row::getAs).toList())
                .toList();
    }
}
