package io.lakemill.features;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.tables.DeltaTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * One Delta table of the lake, named by its path.
 *
 * <p>Every write is a single commit that carries a {@link Commit}: what wrote it and why, which is also where the next
 * run finds how far this one came. Used on the driver only.
 */
public final class LakeTable {
    /** The column by which tables with a {@code time} are partitioned: its date in UTC. */
    public static final String DATE = "date";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COMMITS_LOOKED_AT = 1000;

    private final SparkSession spark;
    private final String path;

    public LakeTable(SparkSession spark, String path) {
        this.spark = spark;
        this.path = path;
    }

    /**
     * What a commit says of itself, in Delta's user metadata.
     *
     * @param facts what the writer wants to find again
     * @param transaction a number that rises with every commit of {@code writer}: a commit whose number is not above the
     *     newest is left out, so that work done twice is written once; negative for none
     * @param writer the name under which {@code transaction} counts
     */
    public record Commit(Map<String, Object> facts, String writer, long transaction) {
        public static Commit of(Map<String, Object> facts) {
            return new Commit(facts, "", -1);
        }

        private String json() {
            try {
                return JSON.writeValueAsString(Map.of("lakemill", facts));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public String path() {
        return path;
    }

    public SparkSession spark() {
        return spark;
    }

    public boolean exists() {
        return DeltaTable.isDeltaTable(spark, path);
    }

    /** All rows as of now. */
    public Dataset<Row> read() {
        return spark.read().format("delta").load(path);
    }

    /** All rows as they were at a version. */
    public Dataset<Row> readAt(long version) {
        return spark.read().format("delta").option("versionAsOf", version).load(path);
    }

    /** The rows that were added in the versions after {@code version}; needs the table's change data feed. */
    public Dataset<Row> addedSince(long version) {
        return spark.read()
                .format("delta")
                .option("readChangeFeed", "true")
                .option("startingVersion", version + 1)
                .load(path)
                .where(functions.col("_change_type").equalTo("insert"));
    }

    /** The newest version. */
    public long version() {
        return DeltaTable.forPath(spark, path).history(1).first().getAs("version");
    }

    /** The table's properties, sorted by name. */
    public Map<String, String> properties() {
        Row detail = DeltaTable.forPath(spark, path).detail().first();
        return new TreeMap<>(detail.getJavaMap(detail.fieldIndex("properties")));
    }

    /** The facts of the newest commit that has them; empty when none of the newest commits has. */
    public Optional<JsonNode> lastFacts() {
        Optional<JsonNode> newest = facts(1);
        return newest.isPresent() ? newest : facts(COMMITS_LOOKED_AT);
    }

    private Optional<JsonNode> facts(int commits) {
        return DeltaTable.forPath(spark, path)
                .history(commits)
                .where(functions.col("userMetadata").startsWith("{\"lakemill\":"))
                .select("userMetadata")
                .limit(1)
                .collectAsList()
                .stream()
                .findFirst()
                .map(row -> parse(row.getString(0)).get("lakemill"));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Commit metadata is not JSON: " + json, e);
        }
    }

    /** How many rows the newest commit put in, rows that it merely moved apart. */
    public long rowsWritten() {
        Row commit = DeltaTable.forPath(spark, path).history(1).first();
        Map<String, String> metrics = commit.getJavaMap(commit.fieldIndex("operationMetrics"));
        return Long.parseLong(metrics.getOrDefault("numOutputRows", "0"))
                - Long.parseLong(metrics.getOrDefault("numCopiedRows", "0"));
    }

    /** Makes the table anew with these rows, in one commit; readers see the old table until then. */
    public void replace(Dataset<Row> rows, Map<String, String> properties, Commit commit) {
        var writer = rows.writeTo("delta.`" + path + "`").using("delta").option("userMetadata", commit.json());
        properties.forEach(writer::tableProperty);
        if (List.of(rows.columns()).contains(DATE)) {
            writer.partitionedBy(functions.col(DATE));
        }
        writer.createOrReplace();
    }

    /** Adds rows, to a new table if there is none, whose changes then can be read by {@link #addedSince}. */
    public void append(Dataset<Row> rows, Commit commit) {
        writer(rows, commit)
                .mode("append")
                .option("delta.enableChangeDataFeed", "true")
                .save(path);
    }

    /** Puts rows in the place of those whose {@code time} is in {@code [from, to]}; all rows must be in it themselves. */
    public void replaceInterval(Dataset<Row> rows, Instant from, Instant to, Commit commit) {
        String interval = "time >= timestamp'" + from + "' and time <= timestamp'" + to + "'";
        writer(rows, commit).mode("overwrite").option("replaceWhere", interval).save(path);
    }

    private static DataFrameWriter<Row> writer(Dataset<Row> rows, Commit commit) {
        DataFrameWriter<Row> writer = rows.write().format("delta").option("userMetadata", commit.json());
        if (commit.transaction() >= 0) {
            writer.option("txnAppId", commit.writer()).option("txnVersion", commit.transaction());
        }
        return writer;
    }

    @Override
    public String toString() {
        return path;
    }
}
