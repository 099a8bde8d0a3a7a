package io.lakemill.features;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.sql.types.StructType;

/**
 * Where rows come from, what they look like, and when they become visible.
 *
 * @param name the source's name, which is also that of its ingested table
 * @param files a folder or a glob of files; for {@link Format#DELTA} the path of a table
 * @param format how the files are written
 * @param time the column that says when a row happened, a TIMESTAMP; null for a source without time
 * @param delay how long after its time a row becomes visible; zero when null
 * @param late how late a row may arrive and still change features that were computed without it; zero when null
 * @param tieBreak the column whose greatest value is the newest of rows at the same key and time; null for none
 * @param schema the columns, as Spark DDL; may be null for Parquet and Delta, which then are taken as they are
 * @param timestampFormat the pattern of timestamps in text files; null for ISO 8601 and its usual variants
 * @param delimiter what stands between the cells of a CSV file; a comma when null
 * @param quality rules that every row must meet
 */
public record Source(
        String name,
        String files,
        Format format,
        String time,
        Duration delay,
        Duration late,
        String tieBreak,
        String schema,
        String timestampFormat,
        String delimiter,
        List<Rule> quality)
        implements Serializable {

    /** How a source's files are written. */
    public enum Format {
        CSV,
        JSON,
        PARQUET,
        DELTA
    }

    public Source {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(format, "format");
        delay = delay == null ? Duration.ZERO : delay;
        late = late == null ? Duration.ZERO : late;
        delimiter = delimiter == null ? "," : delimiter;
        quality = quality == null ? List.of() : List.copyOf(quality);
        boolean text = format == Format.CSV || format == Format.JSON;
        if (schema == null && text) {
            throw new IllegalArgumentException(format.name().toLowerCase(Locale.ROOT)
                    + " files do not say what their columns are: declare a schema");
        }
        if (schema != null) {
            checkSchema(StructType.fromDDL(schema), time, tieBreak);
        }
        if (delimiter.length() != 1) {
            throw new IllegalArgumentException("delimiter must be one character, not '" + delimiter + "'");
        }
    }

    private static void checkSchema(StructType schema, String time, String tieBreak) {
        List<String> columns = List.of(schema.fieldNames());
        for (String column : new String[] {time, tieBreak}) {
            if (column != null && !columns.contains(column)) {
                throw new IllegalArgumentException(
                        "the schema has no column " + column + "; it has " + String.join(", ", columns));
            }
        }
        if (time != null && !schema.apply(time).dataType().typeName().equals("timestamp")) {
            throw new IllegalArgumentException("time column " + time + " must be a TIMESTAMP, not "
                    + schema.apply(time).dataType().sql());
        }
    }

    /** The declared columns; null when there is no declared schema. */
    public StructType columns() {
        return schema == null ? null : StructType.fromDDL(schema);
    }
}
