package io.lakemill.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakemill.models.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The project's own pipeline on Microsoft's predictive-maintenance sample, which is not a part of the project: found by
 * {@code LAKEMILL_DATA}, or beside the project in {@code ../shared/data}; skipped where it is not.
 */
@ExtendWith(TestSpark.class)
class PublicDataTest {
    @TempDir
    private Path folder;

    private final SparkSession spark;

    PublicDataTest(SparkSession spark) {
        this.spark = spark;
    }

    private static Path data() {
        String named = System.getenv("LAKEMILL_DATA");
        Path data = (named == null ? SmallPipeline.project().resolve("../shared/data") : Path.of(named)).resolve("pdm");
        assumeTrue(Files.exists(data), "skipped: there is no public data in " + data);
        return data;
    }

    private long rows(String table) {
        return spark.read().format("delta").load(folder + "/lake/" + table).count();
    }

    @Test
    void predictsFailuresOfTwentyMachines() throws Exception {
        String conf = SmallPipeline.project()
                .resolve("conf/predictive-maintenance.conf")
                .toString();
        String[] where = {"--set", "landing=" + data(), "--set", "lake=" + folder.resolve("lake")};
        String asOf = "2015-04-01T06:00:00Z";

        Cli run = Cli.run("run", conf, where[0], where[1], where[2], where[3], "--as-of", asOf);

        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(rows("ingested/telemetry")).isEqualTo(43_200);
        assertThat(rows("ingested/errors")).isEqualTo(211);
        assertThat(rows("ingested/failures")).isEqualTo(42);
        assertThat(rows("ingested/maint")).isEqualTo(208);
        assertThat(rows("ingested/machines")).isEqualTo(20);
        assertThat(rows("predictions/predictive-maintenance")).isEqualTo(5_020);
        Cli models = Cli.run("models", conf, where[0], where[1], where[2], where[3], "--output", "json");
        assertThat(new ObjectMapper().readTree(models.out()).get("value").asDouble())
                .isGreaterThan(0.78);
        assertSensorsAgree();
        assertErrorsAndUpkeepAgree();
    }

    /** The same definitions once more, as joins of Spark SQL; how many rows differ by more than 1e-9. */
    private void assertSensorsAgree() {
        views();
        for (int hours : new int[] {3, 24}) {
            String all = Stream.of("volt", "rotate", "pressure", "vibration")
                    .map(column -> sensorAgrees(column, hours))
                    .collect(Collectors.joining(" and "));
            assertThat(spark.sql("select f.machineID from machine_sensors f left join telemetry e"
                                    + " on e.machineID = f.machineID and e.datetime <= f.time"
                                    + " and e.datetime > f.time - interval " + hours + " hours"
                                    + " group by f.machineID, f.time having not (" + all + ")")
                            .count())
                    .as(hours + "h")
                    .isZero();
        }
    }

    private static String sensorAgrees(String column, int hours) {
        String mean = "any_value(f." + column + "_mean_" + hours + "h)";
        String stddev = "any_value(f." + column + "_stddev_" + hours + "h)";
        return agrees(mean, "avg(e." + column + ")") + " and " + agrees(stddev, "stddev_samp(e." + column + ")");
    }

    private static String agrees(String one, String other) {
        return "(coalesce(abs(" + one + " - " + other + ") < 1e-9, " + one + " is null and " + other + " is null))";
    }

    private void assertErrorsAndUpkeepAgree() {
        assertThat(spark.sql("select f.machineID from machine_errors f left join errors e on e.machineID = f.machineID"
                                + " and e.datetime <= f.time and e.datetime > f.time - interval 24 hours"
                                + " group by f.machineID, f.time having"
                                + " any_value(f.errors_count_24h_error1) <> count_if(e.errorID = 'error1')"
                                + " or any_value(f.errors_count_24h_error5) <> count_if(e.errorID = 'error5')")
                        .count())
                .isZero();
        String days = "(unix_micros(any_value(f.time)) - unix_micros(max(e.datetime))) / 86400e6";
        assertThat(spark.sql("select f.machineID from machine_upkeep f left join maint e on e.machineID = f.machineID"
                                + " and e.datetime <= f.time and e.comp = 'comp2' group by f.machineID, f.time having not "
                                + agrees("any_value(f.maint_days_since_comp2)", days))
                        .count())
                .isZero();
        assertThat(spark.sql("select * from machine_upkeep f join machines m on m.machineID = f.machineID"
                                + " where f.model <> m.model or f.age <> m.age")
                        .count())
                .isZero();
    }

    private void views() {
        for (String table : new String[] {
            "features/machine_sensors",
            "features/machine_errors",
            "features/machine_upkeep",
            "ingested/telemetry",
            "ingested/errors",
            "ingested/maint",
            "ingested/machines"
        }) {
            spark.read()
                    .format("delta")
                    .load(folder + "/lake/" + table)
                    .createOrReplaceTempView(table.substring(table.indexOf('/') + 1));
        }
    }
}
