package io.lakemill.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A pipeline small enough to be run many times: six machines for twenty days, on the project's own definitions of sources
 * and feature tables. The voltage of a machine climbs in the day before it fails.
 */
final class SmallPipeline {
    static final String END = "2015-01-21T00:00:00Z";
    static final String MIDDLE = "2015-01-18T00:00:00Z";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final LocalDateTime BEGIN = LocalDateTime.of(2015, 1, 1, 0, 0);
    private static final int MACHINES = 6;
    private static final int HOURS = 20 * 24;

    private final Path folder;
    private final Path conf;

    /** Writes files and configuration into a folder. */
    SmallPipeline(Path folder) {
        this.folder = folder;
        this.conf = folder.resolve("small.conf");
        writeLanding();
        write(conf, configuration());
    }

    Path conf() {
        return conf;
    }

    Path lake() {
        return folder.resolve("lake");
    }

    Path landing() {
        return folder.resolve("landing");
    }

    static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    String configuration() {
        return String.join(
                "\n",
                "lake = \"" + lake() + "\"",
                "landing = \"" + landing() + "\"",
                "include required(file(\"" + project().resolve("conf/features/machines.conf") + "\"))",
                "pipeline = small",
                "model {",
                "  task = multiclass",
                "  label { from = failures, column = failure, horizon = 24h, otherwise = none }",
                "  features = [machine_sensors, machine_errors, machine_upkeep]",
                "  split { test-from = \"2015-01-14T00:00Z\" }",
                "  learner { type = random-forest, trees = 5, max-depth = 4 }",
                "  gates = [ { metric = accuracy, at-least = 0.5 } ]",
                "}",
                "");
    }

    /** The arguments of a command on this pipeline, as of its end unless they say otherwise. */
    String[] arguments(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command, conf.toString()));
        all.addAll(Arrays.asList(more));
        if (!all.contains("--as-of")) {
            all.addAll(List.of("--as-of", END));
        }
        return all.toArray(String[]::new);
    }

    Cli run(String command, String... more) {
        return Cli.run(arguments(command, more));
    }

    /** A table's rows as text, sorted, less the columns that say when and by whom they were written. */
    List<String> rows(SparkSession spark, String table) {
        return rows(spark, lake(), table);
    }

    static List<String> rows(SparkSession spark, Path lake, String table) {
        Dataset<Row> rows = spark.read().format("delta").load(lake + "/" + table);
        return rows.drop("scored_at", "run_id", "quarantined_at", "_file").toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }

    private void writeLanding() {
        SplittableRandom random = new SplittableRandom(7);
        List<String> telemetry = new ArrayList<>(List.of("datetime,machineID,volt,rotate,pressure,vibration"));
        List<String> errors = new ArrayList<>(List.of("datetime,machineID,errorID"));
        List<String> maint = new ArrayList<>(List.of("datetime,machineID,comp"));
        List<String> failures = new ArrayList<>(List.of("datetime,machineID,failure"));
        List<String> machines = new ArrayList<>(List.of("machineID,model,age"));
        for (int machine = 1; machine <= MACHINES; machine++) {
            machines.add(machine + ",model" + machine % 3 + "," + machine);
            int failsEvery = 60 + 10 * machine;
            for (int hour = 0; hour < HOURS; hour++) {
                String at = BEGIN.plusHours(hour).format(TIME) + "," + machine;
                int left = failsEvery - hour % failsEvery;
                double volt = 170 + random.nextDouble() * 10 + (left <= 24 ? 30 : 0);
                telemetry.add(at + "," + volt + "," + (400 + random.nextDouble()) + "," + (100 + random.nextDouble())
                        + "," + (40 + random.nextDouble()));
                if (random.nextInt(50) == 0) {
                    errors.add(at + ",error" + (1 + random.nextInt(3)));
                }
                if (left == failsEvery && hour > 0) {
                    failures.add(at + ",comp" + (1 + machine % 2));
                    maint.add(at + ",comp" + (1 + machine % 2));
                }
            }
        }
        maint.add("2014-12-20 06:00:00,1,comp1");
        write(landing().resolve("telemetry.csv"), String.join("\n", telemetry) + "\n");
        write(landing().resolve("errors.csv"), String.join("\n", errors) + "\n");
        write(landing().resolve("maint.csv"), String.join("\n", maint) + "\n");
        write(landing().resolve("failures.csv"), String.join("\n", failures) + "\n");
        write(landing().resolve("machines.csv"), String.join("\n", machines) + "\n");
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
