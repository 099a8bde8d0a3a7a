package io.lakemill.features.rolling;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.Latest;
import java.util.Objects;
import org.apache.spark.sql.Row;

/** Remembers the newest row. */
final class LatestState implements FeatureState {
    private final Layout layout;
    private final String source;
    private final int[] columns;
    private final long lookback;
    private Row newest;
    private long since;

    LatestState(Latest latest, Layout layout) {
        this.layout = layout;
        this.source = latest.from();
        this.columns = layout.places(source, latest.columns());
        this.lookback = latest.lookback() == null ? Long.MAX_VALUE : Micros.of(latest.lookback());
    }

    @Override
    public void reset() {
        newest = null;
    }

    @Override
    public void add(long time, Row row) {
        // Rows at one time come in the order of their tie-break, so the last one is the newest.
        if (newest != null && since == time && sameRank(row) && layout.differ(newest, row, columns)) {
            throw conflict(time, row);
        }
        newest = row;
        since = time;
    }

    @Override
    public int emit(long step, Object[] row, int at) {
        boolean seen = newest != null && step - since <= lookback;
        for (int i = 0; i < columns.length; i++) {
            row[at + i] = seen ? newest.get(columns[i]) : null;
        }
        return at + columns.length;
    }

    private boolean sameRank(Row row) {
        int rank = layout.tieBreakPlace(source);
        return rank < 0 || Objects.deepEquals(newest.get(rank), row.get(rank));
    }

    private FeaturesException conflict(long time, Row row) {
        String tieBreak = layout.source(source).tieBreak();
        long happened = time - Micros.of(layout.source(source).delay());
        return layout.failure("the source " + source + " has two different rows for " + layout.keyText(row) + " at "
                + Micros.instant(happened) + (tieBreak == null ? "" : " with the same " + tieBreak)
                + ". Set the source's 'tie-break' to a column whose greatest value is the newest.");
    }
}
