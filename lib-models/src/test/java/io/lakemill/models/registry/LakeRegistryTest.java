package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class LakeRegistryTest extends RegistryContract {
    @Override
    Registry open(SparkSession session, Path folder) {
        return Registry.open("lake", session, folder.resolve("registry").toString());
    }

    @Test
    void concurrentRegistrationsGetDifferentNumbers(SparkSession spark) {
        String model = unique("model");
        List<CompletableFuture<ModelVersion>> writers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try (Registry own = open(spark, lake)) {
                        return own.register(model, "run" + i % 3, trained());
                    }
                }))
                .toList();

        assertThat(writers.stream().map(CompletableFuture::join).map(ModelVersion::version))
                .containsOnly("1", "2", "3");
        assertThat(registry().versions(model)).extracting(ModelVersion::version).containsExactly("3", "2", "1");
        assertThat(registry().versions(model))
                .extracting(ModelVersion::run)
                .containsExactlyInAnyOrder("run0", "run1", "run2");
    }

    @Test
    void aReasonStaysInTheTableOfAliases(SparkSession spark) {
        String model = unique("model");
        registry().register(model, "r1", trained());
        registry().setAlias(model, "champion", "1", "auc 0.91 against 0.88");

        String table = lake.resolve("registry/aliases").toString();
        assertThat(spark.read()
                        .format("delta")
                        .load(table)
                        .where("model = '" + model + "'")
                        .collectAsList())
                .singleElement()
                .satisfies(row -> assertThat(row.<String>getAs("reason")).isEqualTo("auc 0.91 against 0.88"));
    }

    @Test
    void aRunCostsTwoCommitsAndATrialOne(SparkSession spark) {
        Path folder = lake.resolve("small");
        try (Registry own = open(spark, folder)) {
            String parent = own.startRun(new RunStart("e", "search", null, "search", null, null));
            String trial = own.startRun(new RunStart("e", "trial", parent, "trial", null, null));
            own.log(trial, Map.of("a", "1"), Map.of("f1", 1.0), Map.of());
            own.finishRun(trial, RunStatus.FINISHED);
            own.finishRun(parent, RunStatus.FINISHED);
        }
        String runs = folder.resolve("registry/runs").toString();
        assertThat(DeltaTable.forPath(spark, runs)
                        .history()
                        .where("operation = 'WRITE'")
                        .count())
                .isEqualTo(3);
    }

    @Test
    void modelsBelowTheRegistryMoveWithIt(SparkSession spark) throws IOException {
        Path before = lake.resolve("before");
        String directory = before.resolve("registry/models/demo/r1").toString();
        new ModelDirectory(directory, spark).write(TinyModel.contents(spark, "r1"));
        try (Registry own = open(spark, before)) {
            assertThat(own.register("demo", "r1", directory).location()).isEqualTo(directory);
        }
        Path after = Files.move(before, lake.resolve("after"));

        try (Registry own = open(spark, after)) {
            String fetched = own.fetch(own.version("demo", "1").orElseThrow(), null);
            assertThat(fetched)
                    .isEqualTo(after.resolve("registry/models/demo/r1").toString());
        }
    }
}
