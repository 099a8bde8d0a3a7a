package io.lakemill.models.registry;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.delta.tables.DeltaTable;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
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

    SparkSession spark() {
        return spark;
    }

    Dataset<Row> rows() {
        return exists() ? spark.read().format("delta").load(path) : frame(List.of());
    }

    Dataset<Row> frame(List<Row> rows) {
        return spark.createDataFrame(rows, schema);
    }

    void append(Row row) {
        delta();
        retrying(() -> {
            frame(List.of(row))
                    .coalesce(1)
                    .write()
                    .format("delta")
                    .mode("append")
                    .save(path);
            return null;
        });
    }

    DeltaTable delta() {
        if (!exists()) {
            retrying(this::create);
            exists = true;
        }
        return DeltaTable.forPath(spark, path);
    }

    private boolean exists() {
        exists = exists || DeltaTable.isDeltaTable(spark, path);
        return exists;
    }

    /** Serializable, since two writers that each read "the newest version is 3" must not both write 4. */
    private DeltaTable create() {
        return DeltaTable.createIfNotExists(spark)
                .location(path)
                .addColumns(schema)
                .property("delta.isolationLevel", "Serializable")
                .execute();
    }

    /** Does what loses against another writer's commit again, on top of that commit. */
    static <T> T retrying(Supplier<T> write) {
        for (int attempt = 1; ; attempt++) {
            try {
                return write.get();
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
