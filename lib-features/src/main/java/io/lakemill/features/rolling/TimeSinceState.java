package io.lakemill.features.rolling;

import io.lakemill.features.TimeSince;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/** Remembers when the newest row, or the newest of each value, happened. */
final class TimeSinceState implements FeatureState {
    private static final long NEVER = Long.MIN_VALUE;

    private final Values values;
    private final double unit;
    private final long delay;
    private final long[] newest;

    TimeSinceState(TimeSince since, List<String> values, Layout layout) {
        this.values = Values.of(since, values, layout);
        this.unit = since.unit().micros();
        this.delay = Micros.of(layout.source(since.from()).delay());
        this.newest = new long[this.values.size()];
    }

    @Override
    public void reset() {
        Arrays.fill(newest, NEVER);
    }

    @Override
    public void add(long time, Row row) {
        int value = values.of(row);
        if (value >= 0) {
            newest[value] = time - delay;
        }
    }

    @Override
    public int emit(long step, Object[] row, int at) {
        for (int i = 0; i < newest.length; i++) {
            row[at + i] = newest[i] == NEVER ? null : (Object) ((step - newest[i]) / unit);
        }
        return at + newest.length;
    }
}
