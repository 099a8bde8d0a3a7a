package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.ModelsException;
import io.lakemill.models.TestSpark;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What every registry does; a class per home runs it. */
@ExtendWith(TestSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryContract {
    Path lake;

    private SparkSession spark;
    private Registry registry;
    private String trained;

    abstract Registry open(SparkSession session, Path folder);

    @BeforeAll
    void trainOnce(SparkSession session, @TempDir Path folder) {
        lake = folder;
        spark = session;
        registry = open(session, lake);
        trained = lake.resolve("trained").toString();
        new ModelDirectory(trained, spark).write(TinyModel.contents(spark, "r0"));
    }

    @Test
    void aRunIsReadBackAsItWasLogged() {
        String experiment = unique("experiment");
        Instant before = Instant.now().minusMillis(1);
        String parent = registry.startRun(start(experiment, "search", null));
        String child = registry.startRun(new RunStart(
                experiment, "trial 1", parent, "trial-1", Map.of("trees", "100"), Map.of("kind", "it's a trial")));
        registry.log(child, Map.of("depth", "5"), Map.of("f1", 0.25), Map.of("host", "here"));
        registry.log(child, Map.of("depth", "5"), Map.of("f1", 0.5), Map.of("host", "there"));
        registry.finishRun(child, RunStatus.FAILED);
        registry.finishRun(parent, RunStatus.FINISHED);

        List<Run> runs = registry.runs(experiment, 10);

        assertThat(runs).extracting(Run::run).containsExactlyInAnyOrder(parent, child);
        Run trial =
                runs.stream().filter(run -> run.run().equals(child)).findFirst().orElseThrow();
        assertThat(trial.experiment()).isEqualTo(experiment);
        assertThat(trial.name()).isEqualTo("trial 1");
        assertThat(trial.parent()).isEqualTo(parent);
        assertThat(trial.key()).isEqualTo("trial-1");
        assertThat(trial.status()).isEqualTo(RunStatus.FAILED);
        assertThat(trial.params()).isEqualTo(Map.of("trees", "100", "depth", "5"));
        assertThat(trial.metrics()).isEqualTo(Map.of("f1", 0.5));
        assertThat(trial.tags()).isEqualTo(Map.of("kind", "it's a trial", "host", "there"));
        assertThat(trial.started()).isBetween(before, Instant.now());
        assertThat(trial.ended()).isBetween(trial.started(), Instant.now());
    }

    @Test
    void theSameKeyIsTheSameRun() {
        String experiment = unique("experiment");
        String run = registry.startRun(start(experiment, "train", null));
        registry.log(run, Map.of(), Map.of("auc", 0.9), Map.of());
        registry.finishRun(run, RunStatus.KILLED);

        try (Registry later = open(spark, lake)) {
            assertThat(later.startRun(start(experiment, "train", null))).isEqualTo(run);
            assertThat(later.startRun(start(experiment, "other", null))).isNotEqualTo(run);
            later.finishRun(run, RunStatus.FINISHED);
            assertThat(later.runs(experiment, 10))
                    .filteredOn(one -> one.run().equals(run))
                    .singleElement()
                    .satisfies(one -> assertThat(one.metrics()).isEqualTo(Map.of("auc", 0.9)))
                    .satisfies(one -> assertThat(one.status()).isEqualTo(RunStatus.FINISHED));
        }
    }

    @Test
    void runsComeNewestFirstAndNoMoreThanAskedFor() throws InterruptedException {
        String experiment = unique("experiment");
        String first = registry.startRun(start(experiment, "first", null));
        Thread.sleep(5);
        String second = registry.startRun(start(experiment, "second", null));

        assertThat(registry.runs(experiment, 10)).extracting(Run::run).containsExactly(second, first);
        assertThat(registry.runs(experiment, 1)).extracting(Run::run).containsExactly(second);
        assertThat(registry.runs(experiment, 1).get(0).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(registry.runs(experiment, 1).get(0).ended()).isNull();
        assertThat(registry.runs(unique("nothing"), 10)).isEmpty();
    }

    @Test
    void manyLongAndOddValuesAreKept() {
        String experiment = unique("experiment");
        String run = registry.startRun(start(experiment, "big", null));
        Map<String, String> params = new HashMap<>();
        Map<String, Double> metrics = new HashMap<>();
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 130; i++) {
            params.put("p" + i, "ü".repeat(RunEntries.PARAM_CHARACTERS));
            tags.put("t" + i, "x".repeat(RunEntries.TAG_CHARACTERS));
        }
        for (int i = 0; i < 1200; i++) {
            metrics.put("m/" + i, i / 7.0);
        }
        metrics.put("nan", Double.NaN);
        metrics.put("high", Double.POSITIVE_INFINITY);
        metrics.put("low", Double.NEGATIVE_INFINITY);

        registry.log(run, params, metrics, tags);
        registry.finishRun(run, RunStatus.FINISHED);

        Run kept = registry.runs(experiment, 1).get(0);
        assertThat(kept.params()).isEqualTo(params);
        assertThat(kept.metrics()).isEqualTo(metrics);
        assertThat(kept.tags()).isEqualTo(tags);
    }

    @Test
    void whatCannotBeLoggedIsRefused() {
        String experiment = unique("experiment");
        String run =
                registry.startRun(new RunStart(experiment, "train", null, "train", Map.of("trees", "100"), Map.of()));

        assertThatThrownBy(() -> registry.log(run, Map.of("trees", "200"), Map.of(), Map.of()))
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("Cannot log")
                .hasMessageContaining("trees")
                .hasMessageContaining("100");
        assertThatThrownBy(() -> registry.log(run, Map.of("sql", "x".repeat(6001)), Map.of(), Map.of()))
                .hasMessage("Cannot log param sql: its value has 6001 characters, and at most 6000 are kept."
                        + " Shorten it, or write it to a file.");
        assertThatThrownBy(() -> registry.log(run, Map.of(), Map.of("f1 (macro)", 1.0), Map.of()))
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot log metric 'f1 (macro)': a name has");
        assertThatThrownBy(() -> registry.log("0123456789abcdef0123456789abcdef", Map.of("a", "b"), Map.of(), Map.of()))
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot log to run 0123456789abcdef0123456789abcdef");
        assertThatThrownBy(() -> registry.finishRun(run, RunStatus.RUNNING))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void versionsCountUpAndTheSameRunIsRegisteredOnce() {
        String model = unique("model");
        String first = run(model, "1");
        String second = run(model, "2");
        Instant before = Instant.now().minusMillis(1);

        ModelVersion one = registry.register(model, first, trained);
        ModelVersion two = registry.register(model, second, trained);

        assertThat(one.version()).isEqualTo("1");
        assertThat(one).hasToString(model + "/1");
        assertThat(one.run()).isEqualTo(first);
        assertThat(one.created()).isBetween(before, Instant.now());
        assertThat(one.aliases()).isEmpty();
        assertThat(two.version()).isEqualTo("2");
        assertThat(registry.register(model, first, trained)).isEqualTo(one);
        assertThat(registry.versions(model)).containsExactly(two, one);
        assertThat(registry.version(model, "2")).contains(two);
        assertThat(registry.version(model, "3")).isEmpty();
        assertThat(registry.versions(unique("model"))).isEmpty();
        assertThat(registry.models()).contains(model);
    }

    @Test
    void anAliasPointsWhereItWasPointedLast() {
        String model = unique("model");
        registry.register(model, run(model, "1"), trained);
        registry.register(model, run(model, "2"), trained);

        assertThat(registry.byAlias(model, "champion")).isEmpty();
        registry.setAlias(model, "champion", "1", "the first");
        registry.setAlias(model, "champion", "2", "better");
        registry.setAlias(model, "champion", "1", "no, worse");
        registry.setAlias(model, "next_one-up", "2", "to be tried");

        assertThat(registry.byAlias(model, "champion"))
                .map(ModelVersion::version)
                .contains("1");
        assertThat(registry.versions(model))
                .extracting(ModelVersion::aliases)
                .containsExactly(List.of("next_one-up"), List.of("champion"));
        for (String bad : List.of("latest", "v7", "my champion", "")) {
            assertThatThrownBy(() -> registry.setAlias(model, bad, "1", "why"))
                    .isInstanceOf(ModelsException.class)
                    .hasMessageStartingWith("Cannot set the alias '" + bad + "': an alias has letters");
        }
        assertThatThrownBy(() -> registry.setAlias(model, "champion", "9", "why"))
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot point @champion at " + model + "/9: there is no such version.");
    }

    @Test
    void tagsOfAVersionAreAdded() {
        String model = unique("model");
        ModelVersion version = registry.register(model, run(model, "1"), trained);

        registry.tag(version, Map.of("gate", "failed", "by", "ann"));
        registry.tag(version, Map.of("gate", "passed"));

        assertThat(registry.version(model, "1").orElseThrow().tags()).isEqualTo(Map.of("gate", "passed", "by", "ann"));
    }

    @Test
    void aFetchedModelPredictsLikeTheTrainedOne() {
        String model = unique("model");
        ModelVersion version = registry.register(model, run(model, "1"), trained);

        String cache = lake.resolve("cache").toString();
        ModelDirectory fetched = new ModelDirectory(registry.fetch(version, cache), spark);

        var rows = TinyModel.rows(spark);
        assertThat(fetched.load()
                        .transform(rows)
                        .select("probability", "prediction")
                        .collectAsList())
                .isEqualTo(new ModelDirectory(trained, spark)
                        .load()
                        .transform(rows)
                        .select("probability", "prediction")
                        .collectAsList());
        assertThat(fetched.isComplete()).isTrue();
        assertThat(fetched.card()).contains("{\"model\": \"tiny\"}");
        assertThat(fetched.config()).contains("pipeline = tiny\n");
        assertThat(registry.fetch(version, cache)).isEqualTo(fetched.path());
    }

    @Test
    void anIncompleteModelAndABadNameAreRefused() {
        String half = lake.resolve("half").toString();

        assertThatThrownBy(() -> registry.register("demo", "r1", half))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot register demo: there is no complete model at " + half
                        + ". Train again; if the folder was moved or deleted, put it back.");
        assertThatThrownBy(() -> registry.register("a/b", "r1", trained))
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot register 'a/b': a model's name has only letters");
    }

    Registry registry() {
        return registry;
    }

    String trained() {
        return trained;
    }

    String run(String experiment, String name) {
        return registry.startRun(start(experiment, name, null));
    }

    static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    private static RunStart start(String experiment, String name, String parent) {
        return new RunStart(experiment, name, parent, "key of " + name, null, null);
    }
}
