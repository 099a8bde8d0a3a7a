package io.lakemill.features.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.Source;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads files of a source into rows of its declared types, each with its file, its text and what is wrong with it. */
final class Reader {
    private static final String MALFORMED = "_malformed";

    private final SparkSession spark;
    private final Source source;

    Reader(SparkSession spark, Source source) {
        this.spark = spark;
        this.source = source;
    }

    /** The declared columns, then those of {@link Cells}. Null when the files hold nothing at all. */
    Dataset<Row> read(List<LandedFile> files) {
        String[] paths = files.stream().map(LandedFile::path).toArray(String[]::new);
        return switch (source.format()) {
            case CSV -> typed(new CsvReader(spark, source).read(files), source.columns());
            case JSON -> typed(json(paths), source.columns());
            case PARQUET ->
                columnar(spark.read().option("mergeSchema", "true").parquet(paths), col("_metadata.file_path"));
            case DELTA -> throw new IllegalStateException("Delta sources are read by DeltaIncrement");
        };
    }

    private Dataset<Row> json(String[] paths) {
        StructType cells = new StructType();
        for (StructField field : source.columns().fields()) {
            cells = cells.add(field.name(), "string");
        }
        Column parsed = from_json(
                col("value"),
                cells.add(MALFORMED, "string"),
                Map.of("mode", "PERMISSIVE", "columnNameOfCorruptRecord", MALFORMED));
        return spark.read()
                .text(paths)
                .where(length(trim(col("value"))).gt(0))
                .select(
                        parsed.as(Cells.ROW),
                        col("_metadata.file_path").as(Cells.FILE),
                        col("value").as(Cells.TEXT),
                        when(parsed.getField(MALFORMED).isNotNull(), lit("is not a JSON object"))
                                .as(Cells.REASONS));
    }

    /** Rows that have types already, and the file they are from; all declared columns must be there. */
    Dataset<Row> columnar(Dataset<Row> rows, Column file) {
        StructType declared = source.columns() == null ? rows.schema() : source.columns();
        List<String> present = List.of(rows.columns());
        for (StructField field : declared.fields()) {
            if (present.stream().noneMatch(field.name()::equalsIgnoreCase)) {
                throw new FeaturesException("Cannot ingest " + source.name() + ": " + source.files()
                        + " has no column " + field.name() + "; it has " + String.join(", ", present)
                        + ". Correct the files, or the schema of sources." + source.name() + ".");
            }
        }
        Column[] cells = List.of(declared.fieldNames()).stream()
                .map(name -> col("`" + name + "`"))
                .toArray(Column[]::new);
        return typed(
                rows.select(
                        struct(cells).as(Cells.ROW),
                        file.as(Cells.FILE),
                        to_json(struct(cells)).as(Cells.TEXT),
                        lit(null).cast("string").as(Cells.REASONS)),
                declared);
    }

    private Dataset<Row> typed(Dataset<Row> raw, StructType declared) {
        return raw == null ? null : new Cells(source, declared).typed(raw);
    }
}
