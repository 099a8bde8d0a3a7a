package io.lakemill.features.rolling;

import io.lakemill.features.Count;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Counts rows in windows.
 *
 * <p>Keeps the running totals at the ends of the last tiles: whole numbers, so a window's count is an exact difference.
 */
final class CountState implements FeatureState {
    private final Tiles tiles;
    private final Values values;
    private final long[] totals;
    private final long[] ended;
    private final int kept;
    private long tile;

    CountState(Count count, List<String> values, long every, Layout layout) {
        this.tiles = Tiles.of(count.windows(), every);
        this.values = Values.of(count, values, layout);
        this.kept = Arrays.stream(tiles.windows()).max().orElseThrow();
        this.totals = new long[this.values.size()];
        this.ended = new long[Math.multiplyExact(kept, totals.length)];
    }

    @Override
    public void reset() {
        Arrays.fill(totals, 0);
        Arrays.fill(ended, 0);
        tile = Long.MIN_VALUE;
    }

    @Override
    public void add(long time, Row row) {
        int value = values.of(row);
        if (value >= 0) {
            endTilesBefore(tiles.at(time));
            totals[value]++;
        }
    }

    @Override
    public int emit(long step, Object[] row, int at) {
        long last = tiles.at(step);
        endTilesBefore(last);
        int place = at;
        for (int window : tiles.windows()) {
            int before = slot(last - window);
            for (int i = 0; i < totals.length; i++) {
                row[place++] = totals[i] - ended[before + i];
            }
        }
        return place;
    }

    private void endTilesBefore(long next) {
        // Before the first tile all totals are 0, as reset() left them.
        long first = tile == Long.MIN_VALUE ? next : Math.max(tile, next - kept);
        for (long i = first; i < next; i++) {
            System.arraycopy(totals, 0, ended, slot(i), totals.length);
        }
        tile = next;
    }

    private int slot(long index) {
        return Math.floorMod(index, kept) * totals.length;
    }
}
