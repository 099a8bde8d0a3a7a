package io.lakemill.features.rolling;

import io.lakemill.features.Feature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Which of a feature's columns a row belongs to, by its value in the column that the feature is split by. */
final class Values {
    private final Map<String, Integer> places = new HashMap<>();
    private final int column;

    private Values(int column) {
        this.column = column;
    }

    static Values of(Feature feature, List<String> values, Layout layout) {
        if (feature.splitBy().isEmpty()) {
            return new Values(-1);
        }
        Values places =
                new Values(layout.place(feature.from(), feature.splitBy().get(), DataTypes.StringType));
        values.forEach(value -> places.places.put(value, places.places.size()));
        return places;
    }

    /** The number of columns; 1 when the feature is not split. */
    int size() {
        return column < 0 ? 1 : places.size();
    }

    /** The place of the row's value; -1 when it is none of the values. */
    int of(Row row) {
        return column < 0 ? 0 : places.getOrDefault(row.getString(column), -1);
    }
}
