package io.lakemill.features.rolling;

import io.lakemill.features.Feature;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The rows of a partition's entities, one entity after the other, each made when it is asked for. */
final class GridWalk implements Iterator<Row> {
    private final GridPass pass;
    private final Layout layout;
    private final long every;
    private final Iterator<Row> rows;
    private final FeatureState[] states;
    /** For each source, by its number, the states of the features that read it. */
    private final FeatureState[][] readers;

    private final Object[] key;
    private final int width;
    private Row row;
    private boolean sameEntity;
    private long step;

    GridWalk(GridPass pass, Iterator<Row> rows) {
        this.pass = pass;
        this.layout = pass.layout();
        this.every = Micros.of(pass.table().every());
        this.rows = rows;
        List<FeatureState> states = pass.states();
        this.states = states.toArray(FeatureState[]::new);
        this.readers = pass.table().sources().stream()
                .map(source -> readers(source, states))
                .toArray(FeatureState[][]::new);
        this.key = new Object[layout.keys()];
        this.width = key.length + 1 + width(pass);
        this.step = pass.to() + every;
        read();
    }

    @Override
    public boolean hasNext() {
        while (step > pass.to() && (sameEntity || row != null)) {
            skipEntity();
            if (row != null) {
                beginEntity();
            }
        }
        return step <= pass.to();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        while (sameEntity && visible() <= step) {
            take();
        }
        Object[] out = new Object[width];
        System.arraycopy(key, 0, out, 0, key.length);
        out[key.length] = step;
        int place = key.length + 1;
        for (FeatureState state : states) {
            place = state.emit(step, out, place);
        }
        step += every;
        return RowFactory.create(out);
    }

    private void skipEntity() {
        while (sameEntity) {
            read();
        }
    }

    private void beginEntity() {
        for (int i = 0; i < key.length; i++) {
            key[i] = row.get(i);
        }
        sameEntity = true;
        for (FeatureState state : states) {
            state.reset();
        }
        boolean known = false;
        while (sameEntity && visible() == Frame.ALWAYS) {
            known |= source() == Frame.PRESENCE;
            take();
        }
        step = known || !sameEntity ? pass.from() : Math.max(pass.from(), firstStep());
    }

    private long firstStep() {
        return Micros.ceil(visible() - pass.firstDelay(), every) * every;
    }

    private void take() {
        if (source() != Frame.PRESENCE) {
            for (FeatureState state : readers[source()]) {
                state.add(visible(), row);
            }
        }
        read();
    }

    private void read() {
        row = rows.hasNext() ? rows.next() : null;
        sameEntity = row != null && hasKey();
    }

    private boolean hasKey() {
        for (int i = 0; i < key.length; i++) {
            if (!Objects.deepEquals(key[i], row.get(i))) {
                return false;
            }
        }
        return true;
    }

    private long visible() {
        return row.getLong(layout.visiblePlace());
    }

    private int source() {
        return row.getInt(layout.sourcePlace());
    }

    private FeatureState[] readers(String source, List<FeatureState> states) {
        List<Feature> features = pass.table().features();
        return IntStream.range(0, features.size())
                .filter(i -> features.get(i).from().equals(source))
                .mapToObj(states::get)
                .toArray(FeatureState[]::new);
    }

    private static int width(GridPass pass) {
        return IntStream.range(0, pass.values().size())
                .map(i -> pass.table()
                        .features()
                        .get(i)
                        .columns(pass.values().get(i))
                        .size())
                .sum();
    }
}
