package io.lakemill.features.asof;

import io.lakemill.features.FeaturesException;
import io.lakemill.features.asof.AsOfPass.Found;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.apache.spark.sql.Row;

/** The newest row of one table for the keys that are passing. */
final class Newest {
    private final Found found;
    private final List<String> keys;
    private Row row;
    private long since;

    Newest(Found found, List<String> keys) {
        this.found = found;
        this.keys = keys;
    }

    void reset() {
        row = null;
    }

    void add(long time, Row next) {
        // Rows at one time come in the order of their rank, so the last one is the newest.
        if (row != null && since == time && sameRank(next)) {
            checkSame(time, next);
        }
        row = next;
        since = time;
    }

    /** Puts the columns at {@code time} into {@code out}, from place {@code at} on; returns the place after them. */
    int emit(long time, Object[] out, int at) {
        int[] places = found.places();
        boolean seen = row != null && (found.maxAge() == Side.ANY_AGE || time - since <= found.maxAge());
        for (int i = 0; i < places.length; i++) {
            out[at + i] = seen ? row.get(places[i]) : null;
        }
        return at + places.length;
    }

    private boolean sameRank(Row next) {
        return found.rank() < 0 || Objects.deepEquals(row.get(found.rank()), next.get(found.rank()));
    }

    private void checkSame(long time, Row next) {
        for (int i = 0; i < found.places().length; i++) {
            Object a = row.get(found.places()[i]);
            Object b = next.get(found.places()[i]);
            if (!Objects.deepEquals(a, b)) {
                throw new FeaturesException("Cannot join " + found.name() + ": it has two different rows for "
                        + keyText(next) + timeText(time) + (found.rank() < 0 ? "" : " with the same tie-break") + " ("
                        + found.columns().get(i) + " = " + a + " and " + b + "). " + advice());
            }
        }
    }

    private String keyText(Row row) {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < keys.size(); i++) {
            text.add(keys.get(i) + " = " + row.get(i));
        }
        return text.toString();
    }

    private String timeText(long time) {
        long micros = found.clock().sign() * (time - found.clock().shift());
        return found.timed() ? " at " + Instant.EPOCH.plus(micros, ChronoUnit.MICROS) : "";
    }

    private String advice() {
        return found.timed() || found.rank() >= 0
                ? "Set its tie-break to a column that decides between them."
                : "Keep one of them.";
    }
}
