package io.lakemill.models.registry;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A Delta table of the lake's registry, made when something is first written to it. */
final class LakeTable {
    private static final int ATTEMPTS = 30;

    private final SparkSession spark;
    private final String path;
    private final StructType schema;
    private volatile boolean exists;

    LakeTable(SparkSession spark, String path, String columns) {
        this.spark = spark;
        this.path = path;
        this.schema = StructType.fromDDL(columns);
    }

    Dataset<Row> rows() {
        return exists() ? spark.read().format("delta").load(path) : frame(List.of());
    }

    void append(Row row) {
        append(row, Map.of());
    }

    /**
     * Appends unless a row with this number of the sequence, or a higher one, has ever been appended: Delta keeps the last
     * number of every sequence in the table's log, and lets only one of two writers at the same time go on from it.
     */
    void appendOnce(Row row, String sequence, int number) {
        append(row, Map.of("txnAppId", sequence, "txnVersion", Integer.toString(number)));
    }

    private void append(Row row, Map<String, String> options) {
        if (!exists()) {
            retrying(this::create);
        }
        retrying(() -> frame(List.of(row))
                .coalesce(1)
                .write()
                .format("delta")
                .mode("append")
                .options(options)
                .save(path));
    }

    private Dataset<Row> frame(List<Row> rows) {
        return spark.createDataFrame(rows, schema);
    }

    private boolean exists() {
        exists = exists || DeltaTable.isDeltaTable(spark, path);
        return exists;
    }

    private void create() {
        DeltaTable.createIfNotExists(spark).location(path).addColumns(schema).execute();
    }

    /** Does what loses against another writer's commit again, on top of that commit. */
    private static void retrying(Runnable write) {
        for (int attempt = 1; ; attempt++) {
            try {
                write.run();
                return;
            } catch (DeltaConcurrentModificationException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(20, 200));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another writer was being waited for", e);
        }
    }
}
