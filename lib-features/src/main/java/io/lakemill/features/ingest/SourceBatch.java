package io.lakemill.features.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.delta.tables.DeltaTable;
import io.lakemill.features.FeaturesException;
import io.lakemill.features.LakeTable;
import io.lakemill.features.Rule;
import io.lakemill.features.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** The rows of one source that one run takes in: read and checked once, then written as a whole. */
final class SourceBatch {
    /** The file a row came from, in the ingested table. */
    static final String FILE = "_file";

    /** The number of the batch that a row came with, in both tables. */
    static final String BATCH = "_batch";

    private static final String BAD = "_bad";
    private static final String WARNED = "_warned";

    private final Source source;
    private final List<LandedFile> files;
    private final long number;
    private final List<String> notices;
    private final Dataset<Row> rows;
    private long read;
    private long bad;
    private final Map<String, Long> broken = new LinkedHashMap<>();

    private SourceBatch(Source source, List<LandedFile> files, long number, List<String> notices, Dataset<Row> rows) {
        this.source = source;
        this.files = files;
        this.number = number;
        this.notices = notices;
        this.rows = rows;
    }

    /** Reads all files through once, and refuses them where a rule says so. Nothing is written. */
    static SourceBatch read(
            SparkSession spark,
            Source source,
            List<LandedFile> files,
            long fromVersion,
            long number,
            List<String> notices) {
        Dataset<Row> typed = files.isEmpty() ? null : typed(spark, source, files, fromVersion);
        Dataset<Row> checked = typed == null ? null : checked(source, typed).persist(StorageLevel.MEMORY_AND_DISK());
        SourceBatch batch = new SourceBatch(source, files, number, notices, checked);
        if (checked != null) {
            try {
                batch.countUp();
            } catch (RuntimeException e) {
                batch.release();
                throw e;
            }
        }
        return batch;
    }

    private static Dataset<Row> typed(SparkSession spark, Source source, List<LandedFile> files, long fromVersion) {
        Reader reader = new Reader(spark, source);
        if (source.format() != Source.Format.DELTA) {
            return reader.read(files);
        }
        long to = DeltaIncrement.version(files.get(0));
        if (to == fromVersion) {
            return null;
        }
        Dataset<Row> added = new DeltaIncrement(spark, source).between(fromVersion, to);
        return reader.columnar(added, lit(files.get(0).path()));
    }

    /** Adds the rules' findings: {@link #BAD} for what must not be kept, {@link #WARNED} for what may. */
    private static Dataset<Row> checked(Source source, Dataset<Row> typed) {
        try {
            return typed.withColumn(
                            BAD, concat(col(Cells.REASONS), findings(source, Rule.OnFail.QUARANTINE, Rule.OnFail.FAIL)))
                    .withColumn(WARNED, findings(source, Rule.OnFail.WARN));
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw new FeaturesException(
                        "Cannot ingest " + source.name() + ": a quality rule does not fit its columns: "
                                + e.getMessage() + " Correct sources." + source.name() + ".quality.",
                        e);
            }
            throw e;
        }
    }

    private static Column findings(Source source, Rule.OnFail... kinds) {
        Column[] findings = source.quality().stream()
                .filter(rule -> List.of(kinds).contains(rule.onFail()))
                .map(rule -> when(not(coalesce(expr(rule.rule()), lit(true))), lit(rule.name())))
                .toArray(Column[]::new);
        return findings.length == 0
                ? array().cast("array<string>")
                : array_compact(array(findings)).cast("array<string>");
    }

    private void countUp() {
        List<Column> counts = new ArrayList<>();
        counts.add(count_if(size(col(BAD)).gt(0)));
        for (Rule rule : source.quality()) {
            counts.add(count_if(
                    expr("array_contains(concat(" + BAD + ", " + WARNED + "), " + literal(rule.name()) + ")")));
        }
        Row counted = rows.agg(count(lit(1)), counts.toArray(Column[]::new)).first();
        read = counted.getLong(0);
        bad = counted.getLong(1);
        for (int i = 0; i < source.quality().size(); i++) {
            if (counted.getLong(i + 2) > 0) {
                broken.put(source.quality().get(i).name(), counted.getLong(i + 2));
            }
        }
        refuseWhereARuleSaysSo();
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private void refuseWhereARuleSaysSo() {
        for (Rule rule : source.quality()) {
            if (rule.onFail() == Rule.OnFail.FAIL && broken.containsKey(rule.name())) {
                String example = rows.where(expr("array_contains(" + BAD + ", " + literal(rule.name()) + ")"))
                        .select(Cells.TEXT)
                        .first()
                        .getString(0);
                throw new FeaturesException("Cannot ingest " + source.name() + ": " + broken.get(rule.name()) + " of "
                        + read + " rows break the rule '" + rule.name() + "', the first of them: " + example
                        + ". Nothing was written. Correct the files, or let the rule quarantine.");
            }
        }
    }

    String source() {
        return source.name();
    }

    List<LandedFile> files() {
        return files;
    }

    /** The batch's number when a run that did not end had planned it already; else -1. */
    long number() {
        return number;
    }

    /**
     * Writes bad rows, then good ones: the commit of the good ones completes the batch.
     *
     * @param planned the number given to batches that had none
     */
    Ingested write(long planned, Function<String, LakeTable> ingested, Function<String, LakeTable> quarantine) {
        Ingested result = new Ingested(source.name(), files.size(), read, read - bad, bad, broken, notices);
        if (files.isEmpty()) {
            return result;
        }
        long batch = number < 0 ? planned : number;
        if (bad > 0) {
            writeQuarantine(quarantine.apply(source.name()), batch);
        }
        writeKept(ingested.apply(source.name()), batch, result);
        return result;
    }

    private void writeQuarantine(LakeTable table, long batch) {
        Dataset<Row> quarantined = rows.where(size(col(BAD)).gt(0))
                .select(
                        col(Cells.FILE).as("file"),
                        col(Cells.TEXT).as("text"),
                        col(BAD).as("reasons"),
                        current_timestamp().as("quarantined_at"),
                        lit(batch).as(BATCH));
        table.append(quarantined, commit(batch, Map.of("rows", bad)));
    }

    private void writeKept(LakeTable table, long batch, Ingested result) {
        Map<String, Object> facts =
                Map.of("files", files.size(), "read", read, "kept", result.kept(), "quarantined", bad);
        if (rows != null) {
            table.append(kept(rows).withColumn(BATCH, lit(batch)), commit(batch, facts));
        } else if (source.columns() != null && !table.exists()) {
            // All files were empty: what reads the table finds no rows, rather than no table.
            StructType columns = source.columns().add(FILE, "string").add(BATCH, "bigint");
            table.append(table.spark().createDataFrame(List.of(), columns), commit(batch, facts));
        }
    }

    private static Dataset<Row> kept(Dataset<Row> rows) {
        return rows.where(size(col(BAD)).equalTo(0)).drop(Cells.TEXT, Cells.REASONS, BAD, WARNED);
    }

    private LakeTable.Commit commit(long batch, Map<String, Object> facts) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("job", "ingest", "batch", batch));
        all.putAll(facts);
        return new LakeTable.Commit(all, "ingest", batch);
    }

    /** Takes back the quarantined rows of a batch that will never be completed, because its files have changed since. */
    static void forget(LakeTable quarantine, long batch) {
        if (quarantine.exists()) {
            DeltaTable.forPath(quarantine.spark(), quarantine.path())
                    .delete(col(BATCH).equalTo(batch));
        }
    }

    void release() {
        if (rows != null) {
            rows.unpersist();
        }
    }
}
