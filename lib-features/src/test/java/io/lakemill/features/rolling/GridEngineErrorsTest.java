package io.lakemill.features.rolling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.features.Attribute;
import io.lakemill.features.Count;
import io.lakemill.features.Feature;
import io.lakemill.features.FeaturesException;
import io.lakemill.features.Latest;
import io.lakemill.features.Rolling;
import io.lakemill.features.Source;
import io.lakemill.features.Source.Format;
import io.lakemill.features.Stat;
import io.lakemill.features.TestSpark;
import io.lakemill.features.TimeSince;
import io.lakemill.features.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class GridEngineErrorsTest {
    private static final List<Window> WINDOWS = List.of(new Window("3h"));

    @Test
    void namesTwoRowsOfOneTimeThatNothingDecidesBetween(SparkSession spark) {
        List<Event> events = List.of(
                new Event("visits", List.of("s", 1), 60_000_000L, Map.of("rank", 3, "z", 1.0, "day", 60_000_000L)),
                new Event("visits", List.of("s", 1), 60_000_000L, Map.of("rank", 3, "z", 2.0, "day", 60_000_000L)));
        Latest latest = new Latest("visits", List.of("z"), null, null);

        assertThatThrownBy(() -> rows(spark, Machines.SOURCES, latest, events))
                .rootCause()
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: the source visits has two different rows for"
                        + " site = s, number = 1 at 1970-01-01T00:01:00Z with the same rank."
                        + " Set the source's 'tie-break' to a column whose greatest value is the newest.");

        Map<String, Source> unranked = new HashMap<>(Machines.SOURCES);
        Source visits = Machines.SOURCES.get("visits");
        unranked.put(
                "visits",
                new Source(
                        "visits",
                        "visits",
                        Format.CSV,
                        "day",
                        visits.delay(),
                        null,
                        null,
                        visits.schema(),
                        null,
                        null,
                        null));
        assertThatThrownBy(() -> rows(spark, unranked, latest, events))
                .rootCause()
                .hasMessageContaining("number = 1 at 1970-01-01T00:01:00Z. Set the source's 'tie-break'");
    }

    @Test
    void namesTwoRowsOfAnEntityWithoutTime(SparkSession spark) {
        List<Event> events = List.of(
                new Event("plates", List.of("s", 1), null, Map.of("model", "a", "age", 1)),
                new Event("plates", List.of("s", 1), null, Map.of("model", "b", "age", 1)));
        assertThat(rows(spark, Machines.SOURCES, new Attribute("plates", List.of("age"), null), events))
                .isNotEmpty();
        assertThatThrownBy(() -> rows(spark, Machines.SOURCES, new Attribute("plates", List.of("model"), null), events))
                .rootCause()
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: the source plates has two different rows for"
                        + " site = s, number = 1. Keep one of them, or set the source's 'time' and use 'latest'.");
    }

    @Test
    void refusesWhatItCannotCompute() {
        assertThatThrownBy(() -> engine(new Attribute("visits", List.of("z"), null)))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: the source visits has a time, so an entity can have"
                        + " many rows. Use 'latest' instead of 'attribute'.");
        assertThatThrownBy(() -> engine(new Count("plates", null, null, WINDOWS, null)))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: the source plates has no time."
                        + " Set its 'time', or use 'attribute'.");
        assertThatThrownBy(() -> schema(rolling("kind")))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: column kind of the source readings is STRING, and"
                        + " 'rolling' takes numbers. Name a numeric column.");
        assertThatThrownBy(() -> schema(rolling("w")))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: the source readings has no column w;"
                        + " it has at, site, number, x, y, kind. Name one of these.");
        assertThatThrownBy(() -> schema(rolling("x"), rolling("x")))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: it would have two columns named x_mean_3h."
                        + " Set 'as' on one of the features.");
        Map<String, StructType> schemas = schemas();
        schemas.put("visits", StructType.fromDDL("site STRING, number STRING, day TIMESTAMP"));
        GridEngine engine = engine(rolling("x"), new TimeSince("visits", null, null, null, null));
        assertThatThrownBy(() -> engine.schema(schemas))
                .isInstanceOf(FeaturesException.class)
                .hasMessage("Cannot build feature table machines: the entity's column number is INT in the source"
                        + " readings and STRING in visits. Give it one type.");
    }

    @Test
    void saysWhatItsTableLooksLikeAndHowFarItReachesBack() {
        List<Feature> features = Machines.features(List.of(new Window("24h")));
        GridEngine engine = engine(features.toArray(Feature[]::new));
        assertThat(engine.schema(schemas()).toDDL())
                .startsWith("site STRING,number INT,time TIMESTAMP,x_mean_24h DOUBLE,x_stddev_24h DOUBLE")
                .contains("x_count_24h BIGINT", "visits_count_24h_b_1 BIGINT", "readings_hours_since_a DOUBLE")
                .endsWith("last_z DOUBLE,last_kind STRING,recent_day TIMESTAMP,recent_rank INT,model STRING,age INT");

        Instant from = Instant.parse("2020-01-10T00:00:00Z");
        GridEngine windows = engine(
                new Rolling("visits", List.of("z"), List.of(Stat.MEAN), WINDOWS, null),
                new Count("visits", null, null, List.of(new Window("2d")), null));
        assertThat(windows.reach("visits", from)).contains(Instant.parse("2020-01-07T22:30:00Z"));
        GridEngine lookback = engine(new Latest("visits", List.of("z"), Duration.ofHours(10), null));
        assertThat(lookback.reach("visits", from)).contains(Instant.parse("2020-01-09T12:30:00Z"));
        assertThat(engine.reach("visits", from)).isEmpty();
        assertThat(engine.reach("plates", from)).isEmpty();
    }

    private static List<Row> rows(
            SparkSession spark, Map<String, Source> sources, Feature feature, List<Event> events) {
        Dataset<Row> rows = new GridEngine(
                        Machines.table(Duration.ofHours(3), List.of(feature)), sources, List.of(List.of()))
                .rows(Machines.frames(spark, events), null, Machines.FROM, Machines.TO);
        return rows.collectAsList();
    }

    private static Rolling rolling(String column) {
        return new Rolling("readings", List.of(column), List.of(Stat.MEAN), WINDOWS, null);
    }

    private static GridEngine engine(Feature... features) {
        return new GridEngine(
                Machines.table(Duration.ofHours(3), List.of(features)),
                Machines.SOURCES,
                Machines.values(List.of(features)));
    }

    private static StructType schema(Feature... features) {
        return engine(features).schema(schemas());
    }

    private static Map<String, StructType> schemas() {
        Map<String, StructType> schemas = new HashMap<>();
        Machines.SOURCES.forEach((name, source) -> schemas.put(name, source.columns()));
        return schemas;
    }
}
