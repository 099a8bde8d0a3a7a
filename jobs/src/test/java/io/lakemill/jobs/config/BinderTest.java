package io.lakemill.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.Rolling;
import io.lakemill.features.Rule;
import io.lakemill.features.Source;
import io.lakemill.features.Stat;
import io.lakemill.features.TimeSince;
import io.lakemill.features.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BinderTest {

    record Everything(
            String text,
            int whole,
            Long large,
            double real,
            Boolean flag,
            Duration length,
            Instant time,
            Stat stat,
            List<Integer> list,
            Map<String, Double> map,
            Inner inner,
            Window window,
            Space space) {}

    record Inner(String tieBreak, Integer maxDepth) {
        Inner {
            Objects.requireNonNull(tieBreak, "tieBreak");
            Objects.requireNonNull(maxDepth, "maxDepth");
            if (maxDepth < 1) {
                throw new IllegalArgumentException("max-depth must be at least 1, not " + maxDepth);
            }
        }
    }

    record Space(List<?> values) {
        public static Space of(Object written) {
            if (written instanceof Map<?, ?> range && !range.containsKey("from")) {
                throw new IllegalArgumentException("a range needs from and to");
            }
            return new Space(written instanceof List<?> list ? list : List.of(written));
        }
    }

    record Pipeline(Map<String, Source> sources, Map<String, FeatureTable> featureTables) {}

    sealed interface Strategy {}

    record Grid() implements Strategy {}

    record Halving(int factor) implements Strategy {}

    record Tuned(Strategy strategy) {}

    record Needs(Strategy strategy, Inner inner, List<String> features, String label) {
        Needs {
            Objects.requireNonNull(strategy, "strategy");
            Objects.requireNonNull(inner, "inner");
            Objects.requireNonNull(features, "features");
            Objects.requireNonNull(label, "label");
        }
    }

    record Faulty(String text) {
        Faulty {
            throw new UnsupportedOperationException("a bug, not the user's");
        }
    }

    @Test
    void bindsEveryKindOfValue() {
        Everything bound = bind("""
                text = 1.10, whole = 3.0, large = 9000000000, real = 2, flag = true
                length = 2w, time = 2015-03-01, stat = stddev, list = [3, 1, 2]
                map { b = 1.5, a = 2 }
                inner { tie-break = t, max-depth = 4 }
                window = 24h, space = [1, 2]
                """, Everything.class);

        assertThat(bound)
                .isEqualTo(new Everything(
                        "1.10",
                        3,
                        9_000_000_000L,
                        2.0,
                        true,
                        Duration.ofDays(14),
                        Instant.parse("2015-03-01T00:00:00Z"),
                        Stat.STDDEV,
                        List.of(3, 1, 2),
                        Map.of("a", 2.0, "b", 1.5),
                        new Inner("t", 4),
                        new Window("24h"),
                        new Space(List.of(1, 2))));
    }

    @Test
    void readsLengthsAndTimes() {
        record Times(List<Duration> lengths, List<Instant> times) {}
        Times bound = bind("""
                lengths = [0h, 10s, 30m, 24h, 7d, "2 w"]
                times = ["2015-03-01T00:00Z", "2015-03-01T02:30:15+02:00", 2015-03-01]
                """, Times.class);

        assertThat(bound.lengths)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(30),
                        Duration.ofDays(1),
                        Duration.ofDays(7),
                        Duration.ofDays(14));
        assertThat(bound.times)
                .containsExactly(
                        Instant.parse("2015-03-01T00:00:00Z"),
                        Instant.parse("2015-03-01T00:30:15Z"),
                        Instant.parse("2015-03-01T00:00:00Z"));
    }

    @Test
    void takesNumbersAndBooleansThatAreText() {
        record Texts(int whole, double real, boolean flag) {}
        assertThat(bind("whole = \"7\", real = \"1e-3\", flag = \"true\"", Texts.class))
                .isEqualTo(new Texts(7, 0.001, true));
    }

    @Test
    void bindsSourcesAndFeatureTables() {
        Pipeline bound = bind("""
                sources {
                  telemetry { files = "/t*", format = csv, time = at, delay = 1h, schema = "at TIMESTAMP, id INT, v DOUBLE"
                              quality = [ { rule = "v > 0", on-fail = warn } ] }
                  errors    { files = "/e*", format = parquet }
                }
                feature-tables {
                  upkeep { entity = [id], every = 3h, features = [
                    { type = rolling, from = telemetry, columns = [v], stats = [mean], windows = [3h] }
                    { type = time-since, from = errors, unit = hours } ] }
                }
                """, Pipeline.class);

        assertThat(bound.sources.keySet()).containsExactly("telemetry", "errors");
        assertThat(bound.sources.get("telemetry"))
                .isEqualTo(new Source(
                        "telemetry",
                        "/t*",
                        Source.Format.CSV,
                        "at",
                        Duration.ofHours(1),
                        null,
                        null,
                        "at TIMESTAMP, id INT, v DOUBLE",
                        null,
                        null,
                        List.of(new Rule("v > 0", Rule.OnFail.WARN, null))));
        List<Feature> features = List.of(
                new Rolling("telemetry", List.of("v"), List.of(Stat.MEAN), List.of(new Window("3h")), null),
                new TimeSince("errors", null, null, TimeSince.Unit.HOURS, null));
        assertThat(bound.featureTables)
                .containsExactly(Map.entry(
                        "upkeep", new FeatureTable("upkeep", List.of("id"), Duration.ofHours(3), null, features)));
    }

    @Test
    void findsEveryProblemAtOnce() {
        assertProblems("""
                sources {
                  telemetry { files = "/t*", format = cvs, time = at }
                  errors {
                    name = errs
                    files = "/e*", format = csv
                    time = att, schema = "at TIMESTAMP"
                  }
                  maint { fromat = csv }
                  odd { files = "/o*", format = csv, schema = "at TIMSTAMP" }
                }
                feature-tables {
                  upkeep {
                    entity = id
                    every = 3 hours
                    features = [
                      { type = rollin, from = telemetry }
                      { from = telemetry }
                      { type = count, from = [errors], windows = [1x, 0h] }
                      { type = rolling, from = telemetry, columns = [], stats = [mean, median], windows = [3h] }
                      null
                    ]
                  }
                  "odd.name" { bogus-key = 1 }
                }
                """, Pipeline.class, """
                Cannot use x.conf: 20 problems.
                  x.conf:2   sources.telemetry.format: 'cvs' is not one of csv, json, parquet, delta. Did you mean csv?
                  x.conf:3   sources.errors: the schema has no column att; it has at
                  x.conf:4   sources.errors.name: the name is already given by the key errors; leave it out
                  x.conf:8   sources.maint.fromat: unknown key. Did you mean format?
                  x.conf:8   sources.maint.files: missing key
                  x.conf:8   sources.maint.format: missing key
                  x.conf:9   sources.odd: Unsupported data type "TIMSTAMP".
                  x.conf:13  feature-tables.upkeep.entity: expected a list [ … ], found 'id'
                  x.conf:14  feature-tables.upkeep.every: '3 hours' is not a length of time: write a whole number and \
                s, m, h, d or w, such as 24h
                  x.conf:16  feature-tables.upkeep.features[0].type: 'rollin' is not one of rolling, count, time-since, \
                latest, attribute. Did you mean rolling?
                  x.conf:17  feature-tables.upkeep.features[1].type: missing key: one of rolling, count, time-since, \
                latest, attribute
                  x.conf:18  feature-tables.upkeep.features[2].from: expected a piece of text, found a list [ … ]
                  x.conf:18  feature-tables.upkeep.features[2].windows[0]: '1x' is not a length of time: write a whole \
                number and s, m, h, d or w, such as 24h
                  x.conf:18  feature-tables.upkeep.features[2].windows[1]: '0h' is not a length of time: write a whole \
                number and s, m, h, d or w, such as 24h
                  x.conf:19  feature-tables.upkeep.features[3].stats[1]: 'median' is not one of mean, stddev, min, max, \
                sum, count.
                  x.conf:20  feature-tables.upkeep.features[4]: expected an object { … }, found null
                  x.conf:23  feature-tables."odd.name".bogus-key: unknown key. Known here: entity, every, features, start.
                  x.conf:23  feature-tables."odd.name".entity: missing key
                  x.conf:23  feature-tables."odd.name".every: missing key
                  x.conf:23  feature-tables."odd.name".features: missing key""");
    }

    @Test
    void looksForMissingKeysBehindMissingKeys() {
        assertProblems("x = 1", Needs.class, """
                Cannot use x.conf: 5 problems.
                  x.conf:1  x: unknown key. Known here: features, inner, label, strategy.
                  x.conf:1  strategy: missing key
                  x.conf:1  inner: missing key
                  x.conf:1  features: missing key
                  x.conf:1  label: missing key""");
    }

    @Test
    void takesTheNameOfAKindForAKindThatHasNothingElse() {
        assertThat(bind("strategy = grid", Tuned.class)).isEqualTo(new Tuned(new Grid()));
        assertThat(bind("strategy { type = halving, factor = 3 }", Tuned.class)).isEqualTo(new Tuned(new Halving(3)));
        assertProblems("strategy = halving", Tuned.class, """
                Cannot use x.conf: 1 problem.
                  x.conf:1  strategy.factor: missing key""");
    }

    enum Scale {
        LINEAR,
        LOG_TEN {
            @Override
            public String toString() {
                return "log";
            }
        }
    }

    @Test
    void readsEnumsWhoseConstantsHaveBodies() {
        record Scaled(Scale scale) {}
        assertThat(bind("scale = log-ten", Scaled.class)).isEqualTo(new Scaled(Scale.LOG_TEN));
        assertProblems("scale = []", Scaled.class, """
                Cannot use x.conf: 1 problem.
                  x.conf:1  scale: expected one of linear, log-ten, found a list [ … ]""");
    }

    @Test
    void neverCutsNumbersOff() {
        record Numbers(int a, int b, long c, double d, int e) {}
        assertProblems("a = 1.5\nb = 3000000000\nc = 1e30\nd = 1e400\ne = seven", Numbers.class, """
                Cannot use x.conf: 5 problems.
                  x.conf:1  a: expected a whole number from -2147483648 to 2147483647, found '1.5'
                  x.conf:2  b: expected a whole number from -2147483648 to 2147483647, found '3000000000'
                  x.conf:3  c: expected a whole number of at most 64 bits, found '1e30'
                  x.conf:4  d: expected a number up to 1.7976931348623157E308, found '1e400'
                  x.conf:5  e: expected a number, found 'seven'""");
    }

    @Test
    void saysWhatItFoundAndWhatItExpected() {
        assertProblems("""
                text = [a]
                whole { a = 1 }
                real = []
                flag = yes
                length = []
                time = "2015-03-01T00:00"
                stat = [mean]
                list = 3
                map = 3
                inner = 3
                window = {}
                space = { to = 3 }
                """, Everything.class, """
                Cannot use x.conf: 12 problems.
                  x.conf:1   text: expected a piece of text, found a list [ … ]
                  x.conf:2   whole: expected a whole number, found an object { … }
                  x.conf:3   real: expected a number, found a list [ … ]
                  x.conf:4   flag: expected true or false, found 'yes'
                  x.conf:5   length: expected a length of time, such as 24h, found a list [ … ]
                  x.conf:6   time: '2015-03-01T00:00' is not a time: write a date, such as 2015-03-01, or a time with \
                its zone, such as "2015-03-01T00:00Z"
                  x.conf:7   stat: expected one of mean, stddev, min, max, sum, count, found a list [ … ]
                  x.conf:8   list: expected a list [ … ], found '3'
                  x.conf:9   map: expected an object { … }, found '3'
                  x.conf:10  inner: expected an object { … }, found '3'
                  x.conf:11  window.text: missing key
                  x.conf:12  space: a range needs from and to""");
    }

    @Test
    void showsWhatARecordRejectsAtTheLineOfTheKey() {
        assertProblems("inner {\n  tie-break = a\n  max-depth = 0\n}", Everything.class, """
                Cannot use x.conf: 3 problems.
                  x.conf:1  whole: missing key
                  x.conf:1  real: missing key
                  x.conf:3  inner: max-depth must be at least 1, not 0""");
    }

    @Test
    void doesNotShowWhatTheEnvironmentGave() {
        Config config = ConfigFactory.parseString("inner { tie-break = ${HOME}, max-depth = ${HOME} }")
                .resolve();
        Problems problems = new Problems();

        assertThat(Binder.bind(config, Everything.class, problems)).isNull();
        problems.add(config, "inner.tie-break", "there is no column " + System.getenv("HOME"));
        assertThatThrownBy(() -> problems.throwIfAny("it"))
                .hasMessageContaining("inner.max-depth: expected a number, found (from the environment)")
                .hasMessageContaining("inner.tie-break: there is no column (from the environment)");
    }

    @Test
    void letsFaultsOfOurOwnThrough() {
        assertThatThrownBy(() -> bind("text = a", Faulty.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("a bug, not the user's");
    }

    private static <T> T bind(String text, Class<T> type) {
        Problems problems = new Problems();
        T bound = Binder.bind(parse(text), type, problems);
        problems.throwIfAny("x.conf");
        assertThat(problems.isEmpty()).isTrue();
        return bound;
    }

    private static void assertProblems(String text, Class<?> type, String message) {
        Problems problems = new Problems();
        assertThat(Binder.bind(parse(text), type, problems)).isNull();
        assertThatThrownBy(() -> problems.throwIfAny("x.conf"))
                .isExactlyInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    private static Config parse(String text) {
        return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("x.conf"))
                .resolve();
    }
}
