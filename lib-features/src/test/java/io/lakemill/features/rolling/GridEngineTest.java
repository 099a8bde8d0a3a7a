package io.lakemill.features.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import com.holdenkarau.spark.testing.JavaDatasetSuiteBase;
import io.lakemill.features.Attribute;
import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.Latest;
import io.lakemill.features.Rolling;
import io.lakemill.features.Stat;
import io.lakemill.features.TestSpark;
import io.lakemill.features.TimeSince;
import io.lakemill.features.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(TestSpark.class)
class GridEngineTest {
    private static final Duration STEP = Duration.ofHours(3);

    static Stream<Arguments> grids() {
        return Stream.of(
                Arguments.of(1, STEP, windows("3h", "24h", "7d")),
                Arguments.of(2, Duration.ofHours(2), windows("5h", "1h", "90m")),
                Arguments.of(3, Duration.ofDays(1), windows("12h", "2d", "30d")));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void agreesWithTheRuleOfTime(int seed, Duration every, List<Window> windows, SparkSession spark) {
        List<Feature> features = Machines.features(windows);
        FeatureTable table = Machines.table(every, features);
        List<Event> events = Machines.events(new Random(seed), 120);

        Map<List<Object>, List<Object>> expected = new GridOracle(table, Machines.SOURCES, Machines.values(features))
                .rows(events, Micros.of(Machines.FROM), Micros.of(Machines.TO));
        Map<List<Object>, List<Object>> actual = rows(engine(every, features), Machines.frames(spark, events));

        assertThat(expected.size()).isGreaterThan(500);
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((key, row) -> assertAlike(key, actual.get(key), row));
    }

    static List<Class<?>> kinds() {
        return List.of(Feature.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noRowChangesWhenTheFutureIsRemoved(Class<?> kind, SparkSession spark) {
        List<Feature> features = Machines.features(windows("3h", "24h")).stream()
                .filter(kind::isInstance)
                .toList();
        assertThat(features).as("examples of %s", kind).isNotEmpty();
        GridEngine engine = engine(STEP, features);
        List<Event> events = Machines.events(new Random(4), 60);
        long now = Micros.of(Machines.FROM) + 135 * Machines.HOUR;
        List<Event> past = events.stream()
                .filter(event -> event.time() == null || event.time() <= now)
                .toList();

        Map<List<Object>, List<Object>> before = rows(engine, Machines.frames(spark, events));
        before.keySet().removeIf(key -> (long) key.get(2) > now);
        assertThat(before).isNotEmpty();
        assertThat(rows(engine, Machines.frames(spark, past))).containsAllEntriesOf(before);
    }

    @Test
    void runsInPiecesGiveTheSameBits(SparkSession spark) {
        // Features that need all of history are left out, so that the inputs are cut; so are plates, by which machines
        // are known before their first reading.
        List<Feature> features = Machines.features(windows("3h", "5h", "3d")).stream()
                .filter(feature -> !(feature instanceof TimeSince || feature instanceof Attribute))
                .filter(feature -> !(feature instanceof Latest latest) || latest.lookback() != null)
                .toList();
        GridEngine engine = engine(STEP, features);
        Map<String, Dataset<Row>> inputs = Machines.frames(spark, Machines.events(new Random(5), 100));

        Instant first = Machines.FROM.plus(Duration.ofHours(99));
        Instant second = first.plus(Duration.ofHours(30));
        Dataset<Row> early = engine.rows(inputs, null, Machines.FROM, first);
        Dataset<Row> middle = later(engine, inputs, early, first.plus(STEP), second);
        Dataset<Row> late = later(engine, inputs, early.union(middle), second.plus(STEP), Machines.TO);

        assertThat(Rows.byKey(early.union(middle).union(late), 3)).isEqualTo(rows(engine, inputs));
    }

    private static Dataset<Row> later(
            GridEngine engine, Map<String, Dataset<Row>> inputs, Dataset<Row> before, Instant from, Instant to) {
        Map<String, Dataset<Row>> cut = new LinkedHashMap<>();
        for (String name : List.of("readings", "visits")) {
            String time = Machines.SOURCES.get(name).time();
            Instant reach = engine.reach(name, from).orElseThrow();
            cut.put(name, inputs.get(name).filter(functions.col(time).geq(reach)));
        }
        return engine.rows(cut, before.select("site", "number"), from, to);
    }

    @Test
    void partitionsAndOrderDoNotMatter(SparkSession spark) {
        List<Feature> features = Machines.features(windows("3h", "24h", "7d"));
        List<Event> events = Machines.events(new Random(6), 80);
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(7));
        Map<String, Dataset<Row>> scattered = new HashMap<>(Machines.frames(spark, shuffled));
        scattered.replaceAll((name, rows) -> rows.repartition(5));

        GridEngine engine = engine(STEP, features);
        Dataset<Row> one = ordered(engine.rows(Machines.frames(spark, events), null, Machines.FROM, Machines.TO));
        Dataset<Row> other = ordered(engine.rows(scattered, null, Machines.FROM, Machines.TO));
        new JavaDatasetSuiteBase().assertDatasetEquals(one, other);
        assertThat(Rows.byKey(other, 3)).isEqualTo(Rows.byKey(one, 3));
    }

    @Test
    void keepsThePrecisionOfLargeValuesCloseTogether(SparkSession spark) {
        Rolling rolling = new Rolling("readings", List.of("x"), List.of(Stat.STDDEV), windows("7d"), null);
        List<Event> events = new ArrayList<>();
        List<Double> numbers = new ArrayList<>();
        Random random = new Random(9);
        for (int i = 0; i < 5_000; i++) {
            double x = 1e9 + random.nextGaussian();
            numbers.add(x);
            long time = Micros.of(Machines.TO) - (long) (random.nextDouble() * 6 * 24 * Machines.HOUR);
            events.add(new Event("readings", List.of("s", 1), time, Map.of("x", x, "y", 0, "kind", "a")));
        }
        Object expected = GridOracle.stat(Stat.STDDEV, numbers);
        Dataset<Row> row =
                engine(STEP, List.of(rolling)).rows(Machines.frames(spark, events), null, Machines.TO, Machines.TO);
        assertThat((double) row.first().getAs("x_stddev_7d")).isCloseTo((double) expected, within(1e-10));
    }

    private static Map<List<Object>, List<Object>> rows(GridEngine engine, Map<String, Dataset<Row>> inputs) {
        return Rows.byKey(engine.rows(inputs, null, Machines.FROM, Machines.TO), 3);
    }

    private static GridEngine engine(Duration every, List<Feature> features) {
        return new GridEngine(Machines.table(every, features), Machines.SOURCES, Machines.values(features));
    }

    private static Dataset<Row> ordered(Dataset<Row> rows) {
        return rows.orderBy("site", "number", FeatureTable.TIME);
    }

    private static void assertAlike(List<Object> key, List<Object> actual, List<Object> expected) {
        for (int i = 0; i < expected.size(); i++) {
            if (!alike(actual.get(i), expected.get(i))) {
                fail("column %d at %s is %s, expected %s", i, key, actual.get(i), expected.get(i));
            }
        }
    }

    private static boolean alike(Object a, Object b) {
        if (a instanceof Double x && b instanceof Double y && Double.isFinite(y)) {
            return Math.abs(x - y) <= 1e-9 * Math.abs(y) + 1e-12;
        }
        return Objects.equals(a, b);
    }

    private static List<Window> windows(String... texts) {
        return Stream.of(texts).map(Window::new).toList();
    }
}
