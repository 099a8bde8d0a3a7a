package io.lakemill.features.rolling;

import io.lakemill.features.Rolling;
import io.lakemill.features.Stat;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Statistics of columns in windows: fills the open tile, and hands each ended tile to every window. */
final class RollingState implements FeatureState {
    private final int[] columns;
    private final Stat[] stats;
    private final Moments moments;
    private final Tiles tiles;
    private final SlidingWindow[] windows;
    private final double[] open;
    private final double[] scratch;
    private long tile;

    RollingState(Rolling rolling, long every, Layout layout) {
        this.columns = rolling.columns().stream()
                .mapToInt(column -> layout.place(rolling.from(), column, DataTypes.DoubleType))
                .toArray();
        this.stats = rolling.stats().toArray(Stat[]::new);
        this.moments = new Moments(rolling.stats());
        this.tiles = Tiles.of(rolling.windows(), every);
        this.windows = new SlidingWindow[tiles.windows().length];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = new SlidingWindow(moments, tiles.windows()[i], columns.length);
        }
        this.open = new double[columns.length * Moments.SIZE];
        this.scratch = new double[Moments.SIZE];
    }

    @Override
    public void reset() {
        clearOpen();
        for (SlidingWindow window : windows) {
            window.clear();
        }
        tile = Long.MIN_VALUE;
    }

    @Override
    public void add(long time, Row row) {
        moveTo(tiles.at(time));
        for (int i = 0; i < columns.length; i++) {
            if (!row.isNullAt(columns[i])) {
                Moments.single(row.getDouble(columns[i]), scratch, 0);
                moments.merge(open, i * Moments.SIZE, scratch, 0, open, i * Moments.SIZE);
            }
        }
    }

    @Override
    public int emit(long step, Object[] row, int at) {
        // No row of the step's own tile can follow, so it ends here.
        moveTo(tiles.at(step) + 1);
        int place = at;
        for (int column = 0; column < columns.length; column++) {
            for (SlidingWindow window : windows) {
                window.read(tile - 1, column, scratch);
                for (Stat stat : stats) {
                    row[place++] = Moments.value(stat, scratch, 0);
                }
            }
        }
        return place;
    }

    /** Ends the open tile and the empty ones up to {@code next}, which becomes the open one. */
    private void moveTo(long next) {
        if (next == tile) {
            return;
        }
        if (tile != Long.MIN_VALUE) {
            for (SlidingWindow window : windows) {
                window.append(tile, open);
                window.appendEmpty(tile + 1, next);
            }
            clearOpen();
        }
        tile = next;
    }

    private void clearOpen() {
        for (int i = 0; i < columns.length; i++) {
            Moments.clear(open, i * Moments.SIZE);
        }
    }
}
