package io.lakemill.features.rolling;

import io.lakemill.features.Attribute;
import org.apache.spark.sql.Row;

/** Holds the entity's row in a source without time. */
final class AttributeState implements FeatureState {
    private final Layout layout;
    private final String source;
    private final int[] columns;
    private Row only;

    AttributeState(Attribute attribute, Layout layout) {
        this.layout = layout;
        this.source = attribute.from();
        this.columns = layout.places(source, attribute.columns());
    }

    @Override
    public void reset() {
        only = null;
    }

    @Override
    public void add(long time, Row row) {
        if (only != null && layout.differ(only, row, columns)) {
            throw layout.failure("the source " + source + " has two different rows for " + layout.keyText(row)
                    + ". Keep one of them, or set the source's 'time' and use 'latest'.");
        }
        only = row;
    }

    @Override
    public int emit(long step, Object[] row, int at) {
        for (int i = 0; i < columns.length; i++) {
            row[at + i] = only == null ? null : only.get(columns[i]);
        }
        return at + columns.length;
    }
}
