package io.lakemill.features.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.try_to_timestamp;
import static org.apache.spark.sql.functions.when;

import io.lakemill.features.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns cells as they stand in a file into values of the declared types.
 *
 * <p>What comes in has a column {@link #ROW}, a struct with a cell for each declared column; the file, the row's text and
 * whatever the reader already found wrong. A cell that is not a value of its type never becomes null unnoticed: it adds a
 * reason that names the column, the type and the cell.
 */
final class Cells {
    static final String ROW = "_row";
    static final String TEXT = "_text";
    static final String FILE = "_file";
    static final String REASONS = "_reasons";

    /** A string that Spark casts to a timestamp, less the times of day, which it would put on the current day. */
    private static final String DATED = "^\\s*[+-]?\\d{4,}-\\d";

    private final Source source;
    private final StructType declared;

    Cells(Source source, StructType declared) {
        this.source = source;
        this.declared = declared;
    }

    /** The declared columns, then {@link #FILE}, {@link #TEXT} and {@link #REASONS}. */
    Dataset<Row> typed(Dataset<Row> raw) {
        DataType cells = raw.schema().apply(ROW).dataType();
        List<Column> columns = new ArrayList<>();
        List<Column> reasons = new ArrayList<>();
        reasons.add(col(REASONS));
        for (StructField field : declared.fields()) {
            Column cell = col(ROW).getField(field.name());
            DataType cellType = ((StructType) cells).apply(field.name()).dataType();
            Column value = value(cell, cellType, field.dataType());
            columns.add(value.as(field.name()));
            reasons.add(reason(field, cell, cellType, value));
        }
        columns.add(col(FILE));
        columns.add(col(TEXT));
        columns.add(array_compact(array(reasons.toArray(Column[]::new))).as(REASONS));
        return raw.select(columns.toArray(Column[]::new));
    }

    private Column value(Column cell, DataType cellType, DataType type) {
        if (cellType.equals(type)) {
            return cell;
        }
        if (!cellType.equals(DataTypes.StringType)) {
            return cell.try_cast(type);
        }
        if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
            return from_json(cell, type, Map.of("mode", "PERMISSIVE"));
        }
        if (type.equals(DataTypes.TimestampType) && source.timestampFormat() != null) {
            return try_to_timestamp(cell, lit(source.timestampFormat()));
        }
        if (type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType)) {
            return when(cell.rlike(DATED), cell.try_cast(type));
        }
        return trim(cell).try_cast(type);
    }

    private Column reason(StructField field, Column cell, DataType cellType, Column value) {
        Column empty = cell.isNull();
        if (cellType.equals(DataTypes.StringType) && !field.dataType().equals(DataTypes.StringType)) {
            empty = empty.or(length(trim(cell)).equalTo(0));
        }
        Column wrong = when(
                not(empty).and(value.isNull()),
                concat(
                        lit(field.name() + " is not a " + field.dataType().sql() + ": '"),
                        expr("left(" + quoted(cell, cellType, field) + ", 100)"),
                        lit("'")));
        boolean needed = !field.nullable() || field.name().equals(source.time());
        return needed ? when(empty, lit(field.name() + " is null")).otherwise(wrong) : wrong;
    }

    private static String quoted(Column cell, DataType cellType, StructField field) {
        String path = "`" + ROW + "`.`" + field.name() + "`";
        return cellType.equals(DataTypes.StringType) ? path : "cast(" + path + " as string)";
    }
}
