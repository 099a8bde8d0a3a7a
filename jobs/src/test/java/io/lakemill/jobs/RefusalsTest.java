package io.lakemill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakemill.models.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong, and what they are told: exit code 2, one clear message, no stack trace, nothing written. */
@ExtendWith(TestSpark.class)
class RefusalsTest {
    @TempDir
    private Path folder;

    private SmallPipeline small;

    RefusalsTest(SparkSession spark) {
        assertThat(spark).isNotNull();
    }

    @BeforeEach
    void prepare() {
        small = new SmallPipeline(folder);
    }

    private Cli refused(String command, String... more) {
        Cli cli = small.run(command, more);
        assertThat(cli.err()).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(cli.code()).as(cli.err()).isEqualTo(2);
        return cli;
    }

    private void assertNothingIngested() throws IOException {
        try (Stream<Path> tables = Files.exists(small.lake()) ? Files.list(small.lake()) : Stream.empty()) {
            assertThat(tables.map(path -> path.getFileName().toString())).isSubsetOf("jobs");
        }
    }

    private void configure(String from, String to) {
        String text = small.configuration();
        assertThat(text).contains(from);
        SmallPipeline.write(small.conf(), text.replace(from, to));
    }

    @Test
    void aFileThatIsNotThere() throws IOException {
        assertThat(Cli.run("run", folder.resolve("no.conf").toString()).err()).contains("no.conf");
        Files.delete(small.landing().resolve("errors.csv"));

        assertThat(refused("run").err())
                .contains("Cannot ingest errors: no file matches " + small.landing() + "/*errors*.");
        assertNothingIngested();
    }

    @Test
    void aFileWithoutADeclaredColumn() throws IOException {
        SmallPipeline.write(small.landing().resolve("machines.csv"), "machine,model,age\n1,a,2\n");

        assertThat(refused("run").err())
                .contains("machines.csv has no column machineID; its header is machine, model, age.");
        assertNothingIngested();
    }

    @Test
    void configurationsThatSayWhatCannotBe() throws IOException {
        configure("trees = 5", "tres = 5");
        assertThat(refused("run").err())
                .contains("small.conf:10", "model.learner.tres: unknown key. Did you mean trees?");

        configure("from = failures, column = failure", "from = failure, column = failure");
        assertThat(refused("run").err())
                .contains("model.label.from: there is no source 'failure'. Did you mean failures?");

        configure("column = failure", "column = failur");
        assertThat(refused("run").err())
                .contains("model.label.column: source failures has no column 'failur'. Did you mean failure?");

        configure("[machine_sensors, ", "[machine_sensor, ");
        assertThat(refused("run").err())
                .contains(
                        "model.features[0]: there is no feature table 'machine_sensor'. Did you mean machine_sensors?");

        assertThat(refused("run", "--set", "lake=").err()).contains("lake must name a folder");

        configure("[machine_sensors, machine_errors", "[machine_sensors, machine_sensors");
        assertThat(refused("run").err()).contains("features names a feature table twice");

        configure("metric = accuracy", "metric = acuracy");
        assertThat(refused("run").err()).contains("no metric of a multiclass model is called 'acuracy'");
        assertNothingIngested();
    }

    @Test
    void commandsOptionsAndTimesThatAreNone() {
        assertThat(Cli.run("rnu", "x.conf")).returns(2, Cli::code);
        assertThat(Cli.run("rnu", "x.conf").err())
                .isEqualTo("Cannot run 'rnu': there is no such command. Did you mean run?\nSee lakemill --help.\n");
        assertThat(Cli.run("run", small.conf().toString(), "--asof", "x").err())
                .isEqualTo("Cannot run lakemill run: unknown options: '--asof', 'x'.\nSee lakemill run --help.\n");
        assertThat(refused("run", "--as-of", "yesterday").err())
                .isEqualTo("Cannot read --as-of: 'yesterday' is no time. Write it like 2015-04-01T06:00:00Z,"
                        + " with its zone, or as a date alone.\n");
        assertThat(refused("score", "--backfill", "2015").err()).contains("'2015' is no interval");
        assertThat(Cli.run("--version").out()).startsWith("lakemill 0.");
        assertThat(Cli.run("--help").out()).contains("plan", "promote", "demo");
        assertThat(Cli.run()).returns(2, Cli::code);
    }

    @Test
    void labelsAndSplitsThatAllowNoTraining() {
        SmallPipeline.write(
                small.landing().resolve("failures.csv"), "datetime,machineID,failure\n2016-01-01 00:00:00,1,comp1\n");
        assertThat(refused("run").err()).contains("Cannot train small: all ").contains(" labels are 'none'");

        assertThat(refused("train", "--set", "model.split.test-from=2014-01-01T00:00:00Z")
                        .err())
                .contains(
                        "Cannot train small: no row with a known label lies PT24H or more before model.split.test-from,"
                                + " 2014-01-01T00:00:00Z. There are ");
        assertThat(refused("train", "--set", "model.split.test-from=2015-02-01T00:00:00Z")
                        .err())
                .contains("Cannot train small: no row with a known label lies at or after model.split.test-from");
    }

    @Test
    void aLakeThatCannotBeWritten() {
        SmallPipeline.write(folder.resolve("file"), "");

        assertThat(refused("run", "--set", "lake=" + folder.resolve("file/lake"))
                        .err())
                .startsWith("Cannot write to the lake " + folder.resolve("file/lake"))
                .contains("Set lake to a folder that you may write to.");
    }

    @Test
    void featuresThatChangedAfterTheyWereBuiltOrTrainedOn() {
        assertThat(small.run("run")).returns(0, Cli::code);
        String windows = "feature-tables.machine_errors.features="
                + "[{ type = count, from = errors, by = errorID, windows = [48h] }]";

        Cli changed = refused("features", "--set", windows);
        assertThat(changed.err())
                .contains("Cannot add to the feature table machine_errors: its definition changed from ")
                .contains("  - Count[", "windows=[24h]", "+ Count[", "windows=[48h]")
                .contains("Run with --rebuild to compute the table anew, or restore the old definition.");
        assertThat(refused("train", "--set", windows).err()).contains("Rebuild it (features CONF --rebuild)");

        assertThat(small.run("features", "--set", windows, "--rebuild")).returns(0, Cli::code);
        assertThat(refused("score", "--set", windows, "--as-of", "2015-01-22").err())
                .contains("Cannot score with small/1: it was trained on machine_errors ")
                .contains(", but the table now holds ")
                .contains("Train again, or rebuild the feature tables with the old definition.");
        Cli again = small.run("run", "--set", windows, "--as-of", "2015-01-21T03:00:00Z");
        assertThat(again).returns(0, Cli::code);
        assertThat(again.out())
                .contains("small/2")
                .contains("small/1 cannot be compared: it was trained on machine_errors");
    }

    @Test
    void aRegistryThatDoesNotAnswerLosesNoModel() {
        Cli unreachable = refused("run", "--set", "registry=http://127.0.0.1:1");
        assertThat(unreachable.err())
                .contains("http://127.0.0.1:1")
                .contains("The model that was trained is not lost: it is kept in ")
                .contains(", and the next run registers it.");

        Cli again = small.run("run");
        assertThat(again).returns(0, Cli::code);
        assertThat(again.out())
                .contains("registered: trained by a run before")
                .contains("champion: there was no champion")
                .contains("342 predictions");
    }

    @Test
    void scoringBeforeThereIsAChampion() {
        small.run("ingest");
        small.run("features");

        assertThat(refused("score").err())
                .startsWith("Cannot score small: it has no champion. Train a version that passes");
        assertThat(List.of(small.run("models").out(), small.run("runs").out()))
                .satisfies(out -> assertThat(out.get(0)).contains("small has no version yet."))
                .satisfies(out -> assertThat(out.get(1)).containsPattern("score .*refused +Cannot score small"));
    }
}
