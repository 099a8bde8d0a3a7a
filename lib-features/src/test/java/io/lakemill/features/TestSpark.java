package io.lakemill.features;

import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests their {@link SparkSession} as a parameter: one session for each JVM, started when the first test asks.
 *
 * <p>It has two threads, Delta, and UTC as its time zone. Tests do not stop it and leave its settings as they found them.
 */
public final class TestSpark implements ParameterResolver {

    private static final class Shared {
        static final SparkSession SESSION = SparkSession.builder()
                .master("local[2]")
                .appName("tests")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .config("spark.sql.warehouse.dir", "target/warehouse")
                .config("spark.databricks.delta.snapshotPartitions", "2")
                // Java interprets longer methods; with this Spark makes shorter ones instead.
                .config("spark.sql.codegen.hugeMethodLimit", "8000")
                .getOrCreate();

        static {
            SESSION.sparkContext().setLogLevel("ERROR");
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public SparkSession resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Shared.SESSION;
    }
}
