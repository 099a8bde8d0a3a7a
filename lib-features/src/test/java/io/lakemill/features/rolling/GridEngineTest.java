package io.lakemill.features.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.TestSpark;
import io.lakemill.features.Window;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(TestSpark.class)
class GridEngineTest {

    static Stream<Arguments> grids() {
        return Stream.of(
                Arguments.of(1, Duration.ofHours(3), windows("3h", "24h", "7d")),
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
        Map<List<Object>, List<Object>> actual =
                byKey(new GridEngine(table, Machines.SOURCES, Machines.values(features))
                        .rows(Machines.frames(spark, events), null, Machines.FROM, Machines.TO));

        assertThat(expected.size()).isGreaterThan(500);
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((key, row) -> assertAlike(key, actual.get(key), row));
    }

    private static void assertAlike(List<Object> key, List<Object> actual, List<Object> expected) {
        for (int i = 0; i < expected.size(); i++) {
            Object a = actual.get(i);
            Object b = expected.get(i);
            assertThat(alike(a, b))
                    .as("column %d at %s: %s, expected %s", i, key, a, b)
                    .isTrue();
        }
    }

    private static boolean alike(Object a, Object b) {
        if (a instanceof Double x && b instanceof Double y && Double.isFinite(y)) {
            return Math.abs(x - y) <= 1e-9 * Math.abs(y) + 1e-12;
        }
        return java.util.Objects.equals(a, b);
    }

    private static Map<List<Object>, List<Object>> byKey(Dataset<Row> rows) {
        Map<List<Object>, List<Object>> map = new HashMap<>();
        for (Row row : rows.collectAsList()) {
            List<Object> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(row.get(i) instanceof Timestamp time ? (Object) Micros.of(time.toInstant()) : row.get(i));
            }
            assertThat(map.put(List.copyOf(cells.subList(0, 3)), cells.subList(3, cells.size())))
                    .as("rows for %s", cells.subList(0, 3))
                    .isNull();
        }
        return map;
    }

    private static List<Window> windows(String... texts) {
        return Stream.of(texts).map(Window::new).toList();
    }
}
