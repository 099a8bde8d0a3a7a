package io.lakemill.features.asof;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The joined rows of a partition, each made when it is asked for. */
final class AsOfWalk implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final int[] spine;
    private final Newest[] newest;
    private final Object[] key;
    private final int width;
    /** The next row of the spine; null when it is not found yet. */
    private Row next;

    AsOfWalk(AsOfPass pass, Iterator<Row> rows) {
        this.rows = rows;
        this.spine = pass.spine();
        this.newest = pass.lookups().stream()
                .map(found -> new Newest(found, pass.keys()))
                .toArray(Newest[]::new);
        this.key = new Object[pass.keys().size()];
        this.width = spine.length
                + pass.lookups().stream()
                        .mapToInt(found -> found.places().length)
                        .sum();
    }

    @Override
    public boolean hasNext() {
        while (next == null && rows.hasNext()) {
            Row row = rows.next();
            enter(row);
            if (side(row) == newest.length) {
                next = row;
            } else {
                newest[side(row)].add(time(row), row);
            }
        }
        return next != null;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Object[] out = new Object[width];
        for (int i = 0; i < spine.length; i++) {
            out[i] = next.get(spine[i]);
        }
        int place = spine.length;
        for (Newest found : newest) {
            place = found.emit(time(next), out, place);
        }
        next = null;
        return RowFactory.create(out);
    }

    /** Forgets what was known of other keys. */
    private void enter(Row row) {
        boolean same = true;
        for (int i = 0; i < key.length; i++) {
            same &= Objects.deepEquals(key[i], row.get(i));
            key[i] = row.get(i);
        }
        if (!same) {
            for (Newest found : newest) {
                found.reset();
            }
        }
    }

    private long time(Row row) {
        return row.getLong(key.length);
    }

    private int side(Row row) {
        return row.getInt(key.length + 1);
    }
}
