package io.lakemill.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakemill.models.PythonEnvironment;
import io.lakemill.models.TestSpark;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The jar in processes of its own: started by the launcher, killed at the worst moments, and on a real cluster. */
@ExtendWith(TestSpark.class)
class ProcessesIT {
    private static final List<String> TABLES = List.of(
            "ingested/telemetry",
            "ingested/errors",
            "ingested/maint",
            "ingested/failures",
            "ingested/machines",
            "features/machine_sensors",
            "features/machine_errors",
            "features/machine_upkeep",
            "predictions/small");
    private static final long MOST_MINUTES = 5;

    @TempDir
    private static Path folder;

    private static SmallPipeline undisturbed;

    private final SparkSession spark;

    ProcessesIT(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeAll
    static void runUndisturbed() throws Exception {
        undisturbed = new SmallPipeline(folder.resolve("undisturbed"));
        Process run = launcher(undisturbed);
        assertEndsWell(run, undisturbed);
    }

    private static Process launcher(SmallPipeline pipeline) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(SmallPipeline.project().resolve("lakemill").toString()));
        command.addAll(List.of(pipeline.arguments("run")));
        return start(command, pipeline, Map.of("LAKEMILL_HEAP", "1g"));
    }

    private static Process start(List<String> command, SmallPipeline pipeline, Map<String, String> environment)
            throws IOException {
        Path folder = pipeline.conf().getParent();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output.txt").toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void assertEndsWell(Process process, SmallPipeline pipeline) throws Exception {
        assertThat(process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(pipeline.conf().resolveSibling("output.txt"));
        assertThat(process.exitValue()).as(output).isZero();
    }

    private void assertSameTables(SmallPipeline pipeline) {
        TABLES.forEach(
                table -> assertThat(pipeline.rows(spark, table)).as(table).isEqualTo(undisturbed.rows(spark, table)));
    }

    @Test
    void aRunThatIsKilledAgainAndAgainLeavesWhatAnUndisturbedOneLeaves() throws Exception {
        SmallPipeline killed = new SmallPipeline(folder.resolve("killed"));
        List<String> signs = List.of(
                "files/_delta_log/00000000000000000000.json",
                "features/machine_errors",
                "registry/models/small",
                "predictions/small");
        for (String sign : signs) {
            Process run = launcher(killed);
            Path awaited = killed.lake().resolve(sign);
            while (run.isAlive() && !Files.exists(awaited)) {
                Thread.sleep(5);
            }
            run.destroyForcibly().waitFor();
            assertThat(run.exitValue()).as(sign).isEqualTo(128 + 9);
        }
        assertEndsWell(launcher(killed), killed);

        assertSameTables(killed);
    }

    @Test
    void aClusterLeavesWhatALocalRunLeaves() throws Exception {
        PythonEnvironment.assumePresent();
        Path home = sparkHome();
        SmallPipeline submitted = new SmallPipeline(folder.resolve("submitted"));
        String master = "spark://127.0.0.1:" + freePort();
        Map<String, String> environment =
                Map.of("SPARK_HOME", home.toString(), "SPARK_LOCAL_IP", "127.0.0.1", "SPARK_DAEMON_MEMORY", "256m");
        Process leader = start(
                List.of(
                        home + "/bin/spark-class",
                        "org.apache.spark.deploy.master.Master",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        master.substring(master.lastIndexOf(':') + 1),
                        "--webui-port",
                        "0"),
                submitted,
                environment);
        Process worker = start(
                List.of(
                        home + "/bin/spark-class",
                        "org.apache.spark.deploy.worker.Worker",
                        "--cores",
                        "2",
                        "--memory",
                        "2g",
                        "--webui-port",
                        "0",
                        "--work-dir",
                        submitted.conf().resolveSibling("work").toString(),
                        master),
                submitted,
                environment);
        try {
            List<String> submit = new ArrayList<>(List.of(
                    home + "/bin/spark-submit",
                    "--master",
                    master,
                    "--class",
                    "io.lakemill.jobs.Main",
                    "--jars",
                    deltaJars(),
                    "--driver-memory",
                    "1g",
                    "--executor-memory",
                    "1g",
                    "--conf",
                    "spark.sql.shuffle.partitions=4",
                    SmallPipeline.project().resolve("jobs/target/lakemill.jar").toString()));
            submit.addAll(List.of(submitted.arguments("run")));
            assertEndsWell(start(submit, submitted, environment), submitted);
        } finally {
            worker.destroyForcibly();
            leader.destroyForcibly();
        }

        assertSameTables(submitted);
    }

    private static Path sparkHome() throws IOException {
        try (Stream<Path> libraries = Files.list(PythonEnvironment.folder().resolve("lib"))) {
            return libraries
                    .map(python -> python.resolve("site-packages/pyspark"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String deltaJars() throws IOException {
        String engine = Files.readString(SmallPipeline.project().resolve("jobs/target/engine-class-path"));
        return Stream.of(engine.strip().split(":"))
                .filter(jar -> jar.matches(".*/delta-(spark|storage)[^/]*"))
                .collect(Collectors.joining(","));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
