package io.lakemill.features.asof;

import io.lakemill.features.asof.Side.Clock;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * What is sent to the executors: turns a partition of the frame into joined rows.
 *
 * @param spine where the spine's columns stand in the frame
 */
record AsOfPass(List<String> keys, int[] spine, List<Found> lookups) implements MapPartitionsFunction<Row, Row> {

    /**
     * What is looked up in one table.
     *
     * @param places where the columns stand in the frame
     * @param rank where the tie-break stands; -1 for none
     * @param timed whether its rows have a time
     */
    record Found(String name, List<String> columns, int[] places, long maxAge, int rank, Clock clock, boolean timed)
            implements Serializable {}

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new AsOfWalk(this, rows);
    }
}
