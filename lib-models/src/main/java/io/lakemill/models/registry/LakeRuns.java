package io.lakemill.models.registry;

import static org.apache.spark.sql.functions.col;

import io.lakemill.models.ModelsException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * The lake's table of runs: a log of their states, of which the newest row of each run counts.
 *
 * <p>A commit takes about as long as a small trial, so a run is kept in memory between its start and its finish. Its id
 * is made from its experiment and key, so that a trial which was never written is still the same run when it is
 * started again.
 */
final class LakeRuns {
    private static final String COLUMNS = "run STRING, experiment STRING, name STRING, parent STRING, key STRING,"
            + " status STRING, started TIMESTAMP, ended TIMESTAMP, params MAP<STRING, STRING>,"
            + " metrics MAP<STRING, DOUBLE>, tags MAP<STRING, STRING>, changed_at TIMESTAMP";

    private final LakeTable table;
    private final Map<String, Run> unfinished = new ConcurrentHashMap<>();

    LakeRuns(SparkSession spark, String folder) {
        table = new LakeTable(spark, folder + "/runs", COLUMNS);
    }

    String start(RunStart start) {
        RunEntries entries = RunEntries.of(start);
        String id = id(start);
        Optional<Run> known = find(id);
        Run run = extended(known.orElseGet(() -> begun(id, start)), entries);
        if (known.isEmpty() && start.parent() == null) {
            write(run);
        }
        unfinished.put(id, run);
        return id;
    }

    void log(String id, RunEntries entries) {
        boolean held = unfinished.computeIfPresent(id, (key, run) -> extended(run, entries)) != null;
        if (!held) {
            write(extended(require(id), entries));
        }
    }

    void finish(String id, RunStatus status) {
        Run held = unfinished.get(id);
        write((held == null ? require(id) : held).finished(status, now()));
        unfinished.remove(id);
    }

    List<Run> newest(String experiment, int most) {
        return states(col("experiment").equalTo(experiment)).stream()
                .sorted(Comparator.comparing(Run::started).reversed().thenComparing(Run::run))
                .limit(most)
                .toList();
    }

    private Run require(String id) {
        return find(id).orElseThrow(() -> new ModelsException("Cannot log to run " + id
                + ": there is no such run in the lake. Start it first, or give the id of one that is there."));
    }

    private Optional<Run> find(String id) {
        return states(col("run").equalTo(id)).stream().findFirst();
    }

    /** The newest state of each run. */
    private Collection<Run> states(Column which) {
        Map<String, Run> newest = new HashMap<>();
        table.rows().where(which).collectAsList().stream()
                .sorted(Comparator.comparing(row -> row.<Timestamp>getAs("changed_at")))
                .map(LakeRuns::run)
                .forEach(run -> newest.put(run.run(), run));
        return newest.values();
    }

    private void write(Run run) {
        table.append(RowFactory.create(
                run.run(),
                run.experiment(),
                run.name(),
                run.parent(),
                run.key(),
                run.status().name(),
                Timestamp.from(run.started()),
                run.ended() == null ? null : Timestamp.from(run.ended()),
                run.params(),
                run.metrics(),
                run.tags(),
                Timestamp.from(now())));
    }

    private static Run run(Row row) {
        Timestamp ended = row.getAs("ended");
        return new Run(
                row.getAs("run"),
                row.getAs("experiment"),
                row.getAs("name"),
                row.getAs("parent"),
                row.getAs("key"),
                RunStatus.valueOf(row.getAs("status")),
                row.<Timestamp>getAs("started").toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getJavaMap(row.fieldIndex("params")),
                row.getJavaMap(row.fieldIndex("metrics")),
                row.getJavaMap(row.fieldIndex("tags")));
    }

    private static Run extended(Run run, RunEntries entries) {
        entries.params().forEach((name, value) -> {
            String kept = run.params().getOrDefault(name, value);
            if (!kept.equals(value)) {
                throw new ModelsException(
                        "Cannot log param " + name + " = " + value + " of run " + run.run() + ": it is already " + kept
                                + ", and a param never changes. Start a new run for the new value.");
            }
        });
        return run.with(entries);
    }

    private static Run begun(String id, RunStart start) {
        return new Run(
                id,
                start.experiment(),
                start.name(),
                start.parent(),
                start.key(),
                RunStatus.RUNNING,
                now(),
                null,
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static String id(RunStart start) {
        byte[] text = (start.experiment() + '\n' + start.key()).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(text).toString().replace("-", "");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
