package io.lakemill.features.rolling;

import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * What is sent to the executors: turns a partition of the frame into grid rows.
 *
 * @param from the first step, in microseconds
 * @param to the last step
 * @param firstDelay how long after its time an entity's first row with a time stands in the frame
 */
record GridPass(FeatureTable table, List<List<String>> values, Layout layout, long from, long to, long firstDelay)
        implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new GridWalk(this, rows);
    }

    List<FeatureState> states() {
        List<FeatureState> states = new ArrayList<>();
        for (int i = 0; i < table.features().size(); i++) {
            Feature feature = table.features().get(i);
            states.add(FeatureState.of(feature, values.get(i), Micros.of(table.every()), layout));
        }
        return states;
    }
}
