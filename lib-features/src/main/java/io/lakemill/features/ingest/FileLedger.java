package io.lakemill.features.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The table of all files that were ever taken in: which batch took each, and how it looked then.
 *
 * <p>A batch is written here before its rows are written anywhere, so that a run that was killed is repeated with exactly
 * the files it had; and once more, as a row of each source without a file, when its rows are all written.
 */
final class FileLedger {
    private static final StructType SCHEMA = StructType.fromDDL(
            "source STRING, batch BIGINT, file STRING, size BIGINT, modified TIMESTAMP, written TIMESTAMP, plan STRING");
    private static final String WRITER = "ingest";

    private final LakeTable table;

    FileLedger(LakeTable table) {
        this.table = table;
    }

    /** A file and the batch that took it. */
    record Entry(long batch, LandedFile file) {}

    /**
     * What is known of a source.
     *
     * @param files the newest entry of every file, by its path
     * @param unfinished the batches that were planned, but not written to their end
     */
    record Known(Map<String, Entry> files, Set<Long> unfinished) {
        private Known() {
            this(new HashMap<>(), new HashSet<>());
        }

        private void add(Row row) {
            long batch = row.<Long>getAs("batch");
            String file = row.getAs("file");
            if (file == null) {
                unfinished.remove(batch);
                return;
            }
            long modified = row.<Timestamp>getAs("modified").getTime();
            files.put(file, new Entry(batch, new LandedFile(file, row.<Long>getAs("size"), modified)));
            unfinished.add(batch);
        }

        /** The newest batch that was not written to its end; -1 when there is none. */
        long newestUnfinished() {
            return unfinished.stream().mapToLong(Long::longValue).max().orElse(-1);
        }
    }

    /** What is known of every source that has an entry, by the source's name. */
    Map<String, Known> known() {
        Map<String, Known> known = new HashMap<>();
        if (table.exists()) {
            // A batch's own entries come before the row that says it is written.
            Comparator<Row> order = Comparator.comparing((Row row) -> row.<Long>getAs("batch"))
                    .thenComparing(row -> row.getAs("file") == null);
            table.read().collectAsList().stream()
                    .sorted(order)
                    .forEach(row -> known.computeIfAbsent(row.getAs("source"), source -> new Known())
                            .add(row));
        }
        return known;
    }

    /** Writes down a batch of each of these sources, in one commit, and returns its number. */
    long plan(Map<String, List<LandedFile>> files) {
        long batch = table.exists() ? table.read().agg(max("batch")).first().getLong(0) + 1 : 0;
        String plan = UUID.randomUUID().toString();
        Timestamp now = Timestamp.from(Instant.now());
        List<Row> rows = new ArrayList<>();
        files.forEach((source, landed) -> landed.forEach(file -> rows.add(RowFactory.create(
                source, batch, file.path(), file.size(), new Timestamp(file.modified()), now, plan))));
        append(rows, new LakeTable.Commit(Map.of("job", "ingest", "batch", batch), WRITER, batch));
        refuseUnlessOurs(batch, plan);
        return batch;
    }

    /** Of two runs that plan the same batch number at once, Delta keeps the first and leaves out the second's. */
    private void refuseUnlessOurs(long batch, String plan) {
        List<Row> others = table.read()
                .where(col("batch").equalTo(batch).and(col("plan").notEqual(plan)))
                .limit(1)
                .collectAsList();
        if (!others.isEmpty()) {
            throw new FeaturesException("Cannot ingest: another run planned batch " + batch
                    + " at the same moment. Wait for it to end and run again.");
        }
    }

    /** Writes down that batches are complete. */
    void finish(Collection<Written> written) {
        Timestamp now = Timestamp.from(Instant.now());
        List<Row> rows = written.stream()
                .map(one -> RowFactory.create(one.source(), one.batch(), null, null, null, now, null))
                .toList();
        append(rows, LakeTable.Commit.of(Map.of("job", "ingest")));
    }

    /** A batch of a source whose rows are all written. */
    record Written(String source, long batch) {}

    private void append(List<Row> rows, LakeTable.Commit commit) {
        table.append(table.spark().createDataFrame(rows, SCHEMA).coalesce(1), commit);
    }
}
