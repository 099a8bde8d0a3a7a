package io.lakemill.jobs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The data of the demo: 50 simulated machines, with hourly telemetry from 2014-12-02T06:00Z to 2015-04-01T05:00Z, their
 * errors, maintenance and failures. In the shape of Microsoft's predictive-maintenance sample; all values are made up.
 *
 * <p>The same bytes each time and on each platform.
 */
public final class DemoData {
    private static final long SEED = 20_150_401;
    private static final int MACHINES = 50;
    private static final int HOURS = 120 * 24;
    private static final LocalDateTime BEGIN = LocalDateTime.of(2014, 12, 2, 6, 0);

    /** The first step after the last row: what a run on this data is as of. */
    public static final Instant END = BEGIN.plusHours(HOURS).toInstant(ZoneOffset.UTC);

    private DemoData() {}

    /**
     * Writes {@code telemetry-<month>.csv}, {@code errors.csv}, {@code maint.csv}, {@code failures.csv} and {@code
     * machines.csv}, as far as they are not there yet. Each appears whole or not at all.
     *
     * @param landing the folder, which is made if needed
     * @throws IOException if a file cannot be written
     */
    public static void write(Path landing) throws IOException {
        Files.createDirectories(landing);
        for (Map.Entry<String, StringBuilder> file : files().entrySet()) {
            byte[] bytes = file.getValue().toString().getBytes(StandardCharsets.UTF_8);
            writeOnce(landing.resolve(file.getKey()), bytes);
        }
    }

    private static Map<String, StringBuilder> files() {
        Map<String, StringBuilder> files = new TreeMap<>();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int id = 1; id <= MACHINES; id++) {
            new Machine(
                            id,
                            BEGIN,
                            random.split(),
                            (table, row) -> files.computeIfAbsent(
                                            table.file(row), name -> new StringBuilder(table.header).append('\n'))
                                    .append(row)
                                    .append('\n'))
                    .run(HOURS);
        }
        return files;
    }

    private static void writeOnce(Path file, byte[] bytes) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) == bytes.length) {
            return;
        }
        // No source's glob matches the name, and no other process writes to it.
        Path unfinished =
                file.resolveSibling(".unfinished-" + ProcessHandle.current().pid());
        try {
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
