package io.lakemill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakemill.models.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestSpark.class)
class PipelineTest {
    private static final List<String> FEATURE_TABLES =
            List.of("features/machine_sensors", "features/machine_errors", "features/machine_upkeep");

    @TempDir
    private Path folder;

    private SparkSession spark;

    PipelineTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void goesFromFilesToPredictionsAndThenFindsNothingToDo() throws IOException {
        SmallPipeline small = new SmallPipeline(folder);
        Cli plan = small.run("plan");
        assertThat(plan.out())
                .contains("1 new file")
                .contains("first build, after ingest")
                .contains("random-forest");
        assertThat(small.lake()).doesNotExist();

        Cli first = small.run("run");
        assertThat(first).returns(0, Cli::code);
        assertThat(first.out())
                .contains("ingest    telemetry          2,880 rows from 1 file")
                .containsPattern(
                        "features  machine_sensors    966 rows, 2015-01-01 00:00 to 2015-01-21 00:00 +[0-9.]+ s")
                .containsPattern("train +small/1 +random-forest: macro-f1 0\\.[0-9]+ on 294 held-out rows")
                .contains("1 of 1 gates passed; champion: there was no champion")
                .contains("342 predictions, 2015-01-14 00:00 to 2015-01-21 00:00");
        List<String> predictions = small.rows(spark, "predictions/small");
        assertThat(predictions).hasSize(6 * (7 * 8 + 1));
        assertThat(predictions.get(0))
                .contains("\"machineID\":", "\"time\":", "\"prediction\":", "\"probability\":", "\"probabilities\":{")
                .contains("\"model_name\":\"small\",\"model_version\":\"1\"", "\"feature_set_id\":\"machine_sensors:");

        Cli second = small.run("run", "--output", "json");
        assertThat(second).returns(0, Cli::code);
        List<JsonNode> lines = second.out().lines().map(PipelineTest::json).toList();
        assertThat(lines)
                .filteredOn(line -> line.get("job").asText().equals("features"))
                .hasSize(3)
                .allMatch(line -> line.get("result").get("rows").asLong() == 0);
        assertThat(lines.get(lines.size() - 1).get("job").asText()).isEqualTo("score");
        assertThat(small.rows(spark, "predictions/small")).isEqualTo(predictions);

        Cli backfill = small.run("score", "--backfill", "2015-01-15T00:00:00Z..2015-01-16T00:00:00Z");
        assertThat(backfill.out()).contains("54 predictions, 2015-01-15 00:00 to 2015-01-16 00:00");
        assertThat(small.rows(spark, "predictions/small")).isEqualTo(predictions);
        assertThat(small.run("score", "--backfill", "2015-01-25..2015-01-26").err())
                .contains(
                        "Cannot score 2015-01-25T00:00:00Z..2015-01-26T00:00:00Z: predictions end at 2015-01-21T00:00:00Z");

        assertThat(small.run("models").out())
                .containsPattern("small +1 +challenger, champion|small +1 +champion, challenger");
        assertThat(small.run("tables").out())
                .containsPattern("ingested/telemetry +2,880 .*2015-01-01 00:00 +2015-01-20 23:00")
                .containsPattern("predictions/small +342 ");
        assertThat(small.run("runs").out()).containsPattern("run +2015-01-21 00:00 +[0-9.]+ s +done");

        Cli plans = small.run("plan");
        assertThat(plans.out()).contains("small/1 is champion").doesNotContain("new file,");
        Files.writeString(
                small.landing().resolve("telemetry-2.csv"),
                "machineID,datetime,volt,rotate,pressure,vibration\n1,2015-01-20 23:30:00,501,1,1,1\n9,x,1,1,1,1\n",
                StandardOpenOption.CREATE_NEW);
        Cli bad = small.run("ingest");
        assertThat(bad.out())
                .contains("2 rows from 1 file: 0 kept, 2 quarantined")
                .contains("1 row broke the rule 'volt between 0 and 500'");
    }

    @Test
    void twoRunsLeaveWhatOneLeavesAndLateRowsAreMended() throws IOException {
        SmallPipeline once = new SmallPipeline(folder.resolve("once"));
        SmallPipeline twice = new SmallPipeline(folder.resolve("twice"));
        once.run("ingest");
        once.run("features");
        twice.run("ingest", "--as-of", SmallPipeline.MIDDLE);
        assertThat(twice.run("features", "--as-of", SmallPipeline.MIDDLE).out()).contains("to 2015-01-18 00:00");
        assertThat(twice.run("features").out()).contains("2015-01-18 03:00 to 2015-01-21 00:00");
        assertSameFeatures(once, twice);

        String late = "datetime,machineID,volt,rotate,pressure,vibration\n2015-01-20 00:30:00,3,300,1,1,1\n";
        SmallPipeline.write(once.landing().resolve("telemetry-late.csv"), late);
        SmallPipeline.write(twice.landing().resolve("telemetry-late.csv"), late);
        twice.run("ingest");
        assertThat(twice.run("features").out()).contains("2015-01-20 03:00 to 2015-01-21 00:00");
        once.run("ingest");
        assertThat(once.run("features", "--rebuild").out()).contains("2015-01-01 00:00 to 2015-01-21 00:00");
        assertSameFeatures(once, twice);

        SmallPipeline.write(
                twice.landing().resolve("telemetry-later.csv"),
                "datetime,machineID,volt,rotate,pressure,vibration\n2015-01-02 00:30:00,3,300,1,1,1\n");
        twice.run("ingest");
        assertThat(twice.run("features").out()).contains("! 1 row of telemetry came later than late = PT48H allows");
        assertSameFeatures(once, twice);
    }

    private void assertSameFeatures(SmallPipeline one, SmallPipeline other) {
        FEATURE_TABLES.forEach(
                table -> assertThat(other.rows(spark, table)).as(table).isEqualTo(one.rows(spark, table)));
    }

    @Test
    void aBetterVersionTakesTheChampionsPlaceAndAWorseOneDoesNot() {
        SmallPipeline small = new SmallPipeline(folder);
        String weak = "model.learner={ type = random-forest, trees = 1, max-depth = 1 }";
        assertThat(small.run("run", "--set", weak).out()).contains("champion: there was no champion");

        assertThat(small.run("train")).returns(0, Cli::code);
        Cli better = small.run("promote");
        assertThat(better.out())
                .containsPattern(
                        "small/2 .*champion: macro-f1 0\\.[0-9]+, better than 0\\.[0-9]+ of small/1 on the same 294 rows");

        small.run("train", "--set", weak);
        assertThat(small.run("promote").out()).contains("challenger: ").contains(", no better than ");
        assertThat(small.run("promote", "small", "1").out()).contains("champion, by hand");
        assertThat(small.run("promote", "small", "9").err())
                .contains("Cannot promote small/9: there is no such version. There are 3, 2, 1.");

        String strict = "model.gates=[{ metric = macro-f1, at-least = 0.9999 }]";
        Cli failing = small.run("train", "--set", strict);
        assertThat(failing).returns(3, Cli::code);
        assertThat(failing.out()).contains("! macro-f1 at least 0.9999: ").contains("not passed");
        assertThat(small.run("promote", "--set", strict)).returns(3, Cli::code);
        assertThat(small.run("models").out().lines().filter(line -> line.contains("champion")))
                .singleElement()
                .asString()
                .matches("small +1 +champion .*");
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
