package io.lakemill.jobs;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session that jobs run on: the platform's where there is one, else one of our own.
 *
 * <p>A session of the platform's is never stopped, and a master that somebody has set is never overridden.
 */
final class Session implements AutoCloseable {
    private final SparkSession spark;
    private final Progress progress;
    private final boolean ours;

    private Session(SparkSession spark, Progress progress, boolean ours) {
        this.spark = spark;
        this.progress = progress;
        this.ours = ours;
    }

    /** Whether a session was there before we asked for one, so that its process is not ours to end. */
    static boolean isThePlatforms() {
        return SparkSession.getDefaultSession().isDefined() || System.getenv("DATABRICKS_RUNTIME_VERSION") != null;
    }

    static Session open(Progress progress) {
        boolean ours = !isThePlatforms();
        SparkConf given = new SparkConf();
        SparkSession.Builder builder =
                SparkSession.builder().appName("lakemill").config("spark.sql.session.timeZone", "UTC");
        if (ours) {
            builder.config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        }
        if (ours && !given.contains("spark.master")) {
            local(builder, given);
        }
        SparkSession spark = builder.getOrCreate();
        spark.sparkContext().addSparkListener(progress);
        return new Session(spark, progress, ours);
    }

    /**
     * Settings of a run on one machine, on data of its size: there, stages of fifty tiny tasks and the compilation of code
     * that runs for milliseconds cost more than the work itself. Any of them can be overridden by a system property.
     */
    private static void local(SparkSession.Builder builder, SparkConf given) {
        int cores = Runtime.getRuntime().availableProcessors();
        builder.master("local[*]");
        Map<String, Object> settings = Map.of(
                "spark.ui.enabled",
                false,
                "spark.driver.host",
                "localhost",
                "spark.driver.bindAddress",
                "127.0.0.1",
                "spark.sql.shuffle.partitions",
                2 * cores,
                "spark.sql.codegen.wholeStage",
                false,
                "spark.sql.codegen.factoryMode",
                "NO_CODEGEN",
                "spark.databricks.delta.snapshotPartitions",
                1);
        settings.forEach((key, value) -> {
            if (!given.contains(key)) {
                builder.config(key, value.toString());
            }
        });
    }

    SparkSession spark() {
        return spark;
    }

    @Override
    public void close() {
        if (ours) {
            spark.stop();
        } else {
            spark.sparkContext().removeSparkListener(progress);
        }
    }
}
