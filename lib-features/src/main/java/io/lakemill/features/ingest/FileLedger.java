package io.lakemill.features.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The table of all files that were ever taken in: which batch took each, and how it looked then.
 *
 * <p>A batch is written here before its rows are written anywhere, so that a run that was killed is repeated with exactly
 * the files it had.
 */
final class FileLedger {
    private static final StructType SCHEMA = StructType.fromDDL(
            "source STRING, batch BIGINT, file STRING, size BIGINT, modified TIMESTAMP, planned TIMESTAMP, plan STRING");
    private static final String WRITER = "ingest";

    private final LakeTable table;

    FileLedger(LakeTable table) {
        this.table = table;
    }

    /** A file and the batch that took it. */
    record Entry(long batch, LandedFile file) {}

    /** The newest entry of every file of a source, by its path. */
    Map<String, Entry> entries(String source) {
        Map<String, Entry> entries = new HashMap<>();
        if (!table.exists()) {
            return entries;
        }
        for (Row row : table.read()
                .where(col("source").equalTo(source))
                .orderBy("batch")
                .collectAsList()) {
            LandedFile file = new LandedFile(
                    row.getAs("file"),
                    row.getAs("size"),
                    row.<Timestamp>getAs("modified").getTime());
            entries.put(file.path(), new Entry(row.<Long>getAs("batch"), file));
        }
        return entries;
    }

    /** Writes down a batch of each of these sources, in one commit, and returns its number. */
    long plan(Map<String, List<LandedFile>> files) {
        table.createIfMissing(SCHEMA, Map.of());
        Row newest = table.read().agg(max("batch")).first();
        long batch = newest.isNullAt(0) ? 0 : newest.getLong(0) + 1;
        String plan = UUID.randomUUID().toString();
        Timestamp now = Timestamp.from(Instant.now());
        List<Row> rows = new ArrayList<>();
        files.forEach((source, landed) -> landed.forEach(file -> rows.add(RowFactory.create(
                source, batch, file.path(), file.size(), new Timestamp(file.modified()), now, plan))));
        table.append(
                table.spark().createDataFrame(rows, SCHEMA).coalesce(1),
                new LakeTable.Commit(Map.of("job", "ingest", "batch", batch), WRITER, batch));
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
}
