package io.lakemill.features.rolling;

import io.lakemill.features.Attribute;
import io.lakemill.features.Count;
import io.lakemill.features.Feature;
import io.lakemill.features.Latest;
import io.lakemill.features.Rolling;
import io.lakemill.features.Stat;
import io.lakemill.features.TimeSince;
import io.lakemill.features.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What one feature remembers of the entity whose rows are passing.
 *
 * <p>Times are microseconds. Calls come in the order of time: rows as they become visible, steps after all rows that are
 * visible at them.
 */
sealed interface FeatureState permits RollingState, CountState, TimeSinceState, LatestState, AttributeState {

    /** Forgets everything: another entity's rows follow. */
    void reset();

    /** A row of the feature's source becomes visible at {@code time}. */
    void add(long time, Row row);

    /** Puts the feature's columns at {@code step} into {@code row}, from place {@code at} on; returns the place after them. */
    int emit(long step, Object[] row, int at);

    /** An empty state for a feature of a table whose steps are {@code every} apart. */
    static FeatureState of(Feature feature, List<String> values, long every, Layout layout) {
        if (feature instanceof Rolling rolling) {
            return new RollingState(rolling, every, layout);
        }
        if (feature instanceof Count count) {
            return new CountState(count, values, every, layout);
        }
        if (feature instanceof TimeSince since) {
            return new TimeSinceState(since, values, layout);
        }
        if (feature instanceof Latest latest) {
            return new LatestState(latest, layout);
        }
        return new AttributeState((Attribute) feature, layout);
    }

    /** The windows that a feature looks back over; none for kinds without. */
    static List<Window> windows(Feature feature) {
        if (feature instanceof Rolling rolling) {
            return rolling.windows();
        }
        return feature instanceof Count count ? count.windows() : List.of();
    }

    /** The types of {@link Feature#columns}. */
    static List<DataType> types(Feature feature, List<String> values, StructType input) {
        int columns = feature.columns(values).size();
        if (feature instanceof Count) {
            return Collections.nCopies(columns, DataTypes.LongType);
        }
        if (feature instanceof TimeSince) {
            return Collections.nCopies(columns, DataTypes.DoubleType);
        }
        if (feature instanceof Rolling rolling) {
            List<DataType> types = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                Stat stat = rolling.stats().get(i % rolling.stats().size());
                types.add(stat == Stat.COUNT ? DataTypes.LongType : DataTypes.DoubleType);
            }
            return types;
        }
        return feature.inputColumns().stream()
                .map(column -> input.apply(column).dataType())
                .toList();
    }
}
