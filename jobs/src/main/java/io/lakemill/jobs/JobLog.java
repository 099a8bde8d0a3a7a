package io.lakemill.jobs;

import io.lakemill.features.LakeTable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** The table of every command that was run on a lake, and how it ended; a command that was killed is not in it. */
final class JobLog {
    private static final StructType SCHEMA = StructType.fromDDL("run_id STRING, pipeline STRING, command STRING,"
            + " as_of TIMESTAMP, started TIMESTAMP, ended TIMESTAMP, status STRING, summary STRING");

    private final LakeTable table;

    JobLog(Lake lake) {
        this.table = lake.jobs();
    }

    /**
     * A command that has ended.
     *
     * @param status {@code done}, {@code gate not met}, {@code refused} (the user must change something) or
     *     {@code failed}
     * @param summary what came of it, or why it ended, in one line
     */
    record Entry(
            String run,
            String pipeline,
            String command,
            Instant asOf,
            Instant started,
            Instant ended,
            String status,
            String summary) {}

    void add(Entry entry) {
        Row row = RowFactory.create(
                entry.run(),
                entry.pipeline(),
                entry.command(),
                Timestamp.from(entry.asOf()),
                Timestamp.from(entry.started()),
                Timestamp.from(entry.ended()),
                entry.status(),
                entry.summary());
        Dataset<Row> rows = table.spark().createDataFrame(List.of(row), SCHEMA);
        table.append(rows, LakeTable.Commit.of(Map.of("job", entry.command(), "run", entry.run())));
    }

    /** The newest entries of a pipeline, newest first. */
    List<Entry> newest(String pipeline, int most) {
        if (!table.exists()) {
            return List.of();
        }
        return table
                .read()
                .where(functions.col("pipeline").equalTo(pipeline))
                .orderBy(functions.col("started").desc())
                .limit(most)
                .collectAsList()
                .stream()
                .map(JobLog::entry)
                .toList();
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getAs("run_id"),
                row.getAs("pipeline"),
                row.getAs("command"),
                row.<Timestamp>getAs("as_of").toInstant(),
                row.<Timestamp>getAs("started").toInstant(),
                row.<Timestamp>getAs("ended").toInstant(),
                row.getAs("status"),
                row.getAs("summary"));
    }
}
