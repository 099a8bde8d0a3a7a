package io.lakemill.features.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows of a table as plain values, with times as microseconds. */
final class Rows {
    private Rows() {}

    /** By the first columns, {@code keys} of them, which no two rows share. */
    static Map<List<Object>, List<Object>> byKey(Dataset<Row> rows, int keys) {
        Map<List<Object>, List<Object>> map = new HashMap<>();
        for (Row row : rows.collectAsList()) {
            List<Object> cells = cells(row);
            List<Object> key = List.copyOf(cells.subList(0, keys));
            assertThat(map.put(key, cells.subList(keys, cells.size())))
                    .as("another row for %s", key)
                    .isNull();
        }
        return map;
    }

    private static List<Object> cells(Row row) {
        List<Object> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            // A boxed double equals another if and only if their bits do.
            cells.add(row.get(i) instanceof Timestamp time ? (Object) Micros.of(time.toInstant()) : row.get(i));
        }
        return cells;
    }
}
