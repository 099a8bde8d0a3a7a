package io.lakemill.features.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_csv;
import static org.apache.spark.sql.functions.when;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads CSV files by the names in their own headers.
 *
 * <p>Spark's reader goes by position and takes one header for all files, so files with other columns, or the same in
 * another order, would be read wrongly without a word. Here every file's header is read first, and files are read
 * together with those of the same header.
 */
final class CsvReader {
    private static final String MALFORMED = "_malformed";

    private final SparkSession spark;
    private final Source source;

    CsvReader(SparkSession spark, Source source) {
        this.spark = spark;
        this.source = source;
    }

    /** The rows of the files, as {@link Cells} takes them; null when no file has a header, which is when all are empty. */
    Dataset<Row> read(List<LandedFile> files) {
        Map<List<String>, List<String>> byHeader = new LinkedHashMap<>();
        for (LandedFile file : files) {
            List<String> header = header(file);
            if (!header.isEmpty()) {
                byHeader.computeIfAbsent(header, h -> new ArrayList<>()).add(file.path());
            }
        }
        return byHeader.entrySet().stream()
                .map(entry -> read(entry.getKey(), entry.getValue()))
                .reduce(Dataset::unionByName)
                .orElse(null);
    }

    private Dataset<Row> read(List<String> header, List<String> paths) {
        StructType schema = new StructType();
        for (String column : header) {
            schema = schema.add(column, "string");
        }
        Dataset<Row> rows = spark.read()
                .schema(schema.add(MALFORMED, "string"))
                .option("header", "true")
                .option("sep", source.delimiter())
                .option("escape", "\"")
                .option("mode", "PERMISSIVE")
                .option("columnNameOfCorruptRecord", MALFORMED)
                .csv(paths.toArray(String[]::new));
        Column[] cells = header.stream().map(CsvReader::named).toArray(Column[]::new);
        Column[] declared = List.of(source.columns().fieldNames()).stream()
                .map(name -> named(matching(header, name)).as(name))
                .toArray(Column[]::new);
        return rows.select(
                struct(declared).as(Cells.ROW),
                col("_metadata.file_path").as(Cells.FILE),
                coalesce(col(MALFORMED), to_csv(struct(cells), Map.of("sep", source.delimiter())))
                        .as(Cells.TEXT),
                when(col(MALFORMED).isNotNull(), lit("does not have the header's " + header.size() + " cells"))
                        .as(Cells.REASONS));
    }

    private static Column named(String column) {
        return col("`" + column.replace("`", "``") + "`");
    }

    private static String matching(List<String> header, String name) {
        return header.stream().filter(name::equalsIgnoreCase).findFirst().orElseThrow();
    }

    /** The header's columns; empty when the file is. A declared column that is not among them is an error. */
    private List<String> header(LandedFile file) {
        List<String> header = cells(firstLine(file));
        if (header.isEmpty()) {
            return header;
        }
        Set<String> distinct = new LinkedHashSet<>();
        for (String column : header) {
            if (!distinct.add(column.toLowerCase(Locale.ROOT))) {
                throw new FeaturesException("Cannot ingest " + source.name() + ": the header of " + file.path()
                        + " names " + column + " twice. Rename one of them in the file.");
            }
        }
        for (StructField field : source.columns().fields()) {
            if (header.stream().noneMatch(field.name()::equalsIgnoreCase)) {
                throw new FeaturesException("Cannot ingest " + source.name() + ": " + file.path() + " has no column "
                        + field.name() + "; its header is " + String.join(", ", header)
                        + ". Correct the file, or the schema of sources." + source.name() + ".");
            }
        }
        return header;
    }

    private String firstLine(LandedFile file) {
        Path path = new Path(file.path());
        Configuration hadoop = spark.sessionState().newHadoopConf();
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
        try (InputStream raw = path.getFileSystem(hadoop).open(path);
                InputStream in = codec == null ? raw : codec.createInputStream(raw);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            return line == null ? "" : line.startsWith("\ufeff") ? line.substring(1) : line;
        } catch (IOException e) {
            throw new FeaturesException(
                    "Cannot ingest " + source.name() + ": " + file.path() + " cannot be read (" + e.getMessage()
                            + "). Replace the file.",
                    e);
        }
    }

    private List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == source.delimiter().charAt(0) && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells.equals(List.of("")) ? List.of() : cells;
    }
}
