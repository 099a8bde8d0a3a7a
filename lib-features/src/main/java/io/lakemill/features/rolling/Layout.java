package io.lakemill.features.rolling;

import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.FeaturesException;
import io.lakemill.features.Latest;
import io.lakemill.features.Rolling;
import io.lakemill.features.Source;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Where things stand in the one frame that holds the rows of all sources of a table: the keys, when the row becomes
 * visible, the number of its source, then slots. A slot has a type and holds at most one column of each source.
 */
final class Layout implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A column as features read it. */
    record Cell(String column, DataType type) implements Serializable {}

    private final FeatureTable table;
    private final List<Source> sources;
    private final List<StructType> schemas = new ArrayList<>();
    private final List<DataType> slots = new ArrayList<>();
    private final List<Map<Cell, Integer>> cells = new ArrayList<>();
    private final int[] tieBreaks;

    Layout(FeatureTable table, List<Source> sources, Map<String, StructType> schemas) {
        this.table = table;
        this.sources = sources;
        this.tieBreaks = new int[sources.size()];
        for (Source source : sources) {
            this.schemas.add(Objects.requireNonNull(schemas.get(source.name()), source.name()));
            this.cells.add(new HashMap<>());
        }
        table.entity().forEach(this::checkKey);
        for (int i = 0; i < tieBreaks.length; i++) {
            tieBreaks[i] = tieBreak(i) == null ? -1 : slot(i, ownCell(i, tieBreak(i)), 0);
        }
        // Rows are sorted by their slots, so what breaks ties stands before everything else.
        int first = slots.size();
        table.features().forEach(feature -> addCells(feature, first));
    }

    int keys() {
        return table.entity().size();
    }

    int visiblePlace() {
        return keys();
    }

    int sourcePlace() {
        return keys() + 1;
    }

    /** Where a column of a source stands, read as {@code type}. */
    int place(String source, String column, DataType type) {
        return slotPlace(cells.get(number(source)).get(new Cell(column, type)));
    }

    /** Where columns of a source stand, in their own types. */
    int[] places(String source, List<String> columns) {
        StructType schema = schemas.get(number(source));
        return columns.stream()
                .mapToInt(column -> place(source, column, schema.apply(column).dataType()))
                .toArray();
    }

    /** Where a source's tie-break stands; -1 when it has none or no feature asks for it. */
    int tieBreakPlace(String source) {
        int slot = tieBreaks[number(source)];
        return slot < 0 ? -1 : slotPlace(slot);
    }

    DataType keyType(int key) {
        return schemas.get(0).apply(table.entity().get(key)).dataType();
    }

    List<DataType> slots() {
        return slots;
    }

    /** The columns of a source and their slots. */
    Map<Cell, Integer> cells(int source) {
        return cells.get(source);
    }

    int number(String source) {
        return table.sources().indexOf(source);
    }

    Source source(String name) {
        return sources.get(number(name));
    }

    /** Whether two rows have different values in any of the places. */
    boolean differ(Row a, Row b, int[] places) {
        for (int place : places) {
            if (!Objects.deepEquals(a.get(place), b.get(place))) {
                return true;
            }
        }
        return false;
    }

    String keyText(Row row) {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < keys(); i++) {
            text.add(table.entity().get(i) + " = " + row.get(i));
        }
        return text.toString();
    }

    FeaturesException failure(String cause) {
        return new FeaturesException("Cannot build feature table " + table.name() + ": " + cause);
    }

    private int slotPlace(int slot) {
        return keys() + 2 + slot;
    }

    private String tieBreak(int source) {
        boolean asked = table.features().stream()
                .anyMatch(feature -> feature instanceof Latest && number(feature.from()) == source);
        return asked ? sources.get(source).tieBreak() : null;
    }

    private void addCells(Feature feature, int first) {
        int source = number(feature.from());
        for (String column : feature.inputColumns()) {
            slot(source, cell(feature, source, column), first);
        }
    }

    private Cell cell(Feature feature, int source, String column) {
        Cell own = ownCell(source, column);
        if (feature.splitBy().isPresent()) {
            return new Cell(column, DataTypes.StringType);
        }
        if (!(feature instanceof Rolling)) {
            return own;
        }
        if (!(own.type() instanceof NumericType || own.type() instanceof BooleanType)) {
            throw failure("column " + column + " of the source " + feature.from() + " is "
                    + own.type().sql() + ", and 'rolling' takes numbers. Name a numeric column.");
        }
        return new Cell(column, DataTypes.DoubleType);
    }

    private Cell ownCell(int source, String column) {
        StructType schema = schemas.get(source);
        if (!List.of(schema.fieldNames()).contains(column)) {
            throw failure("the source " + sources.get(source).name() + " has no column " + column + "; it has "
                    + String.join(", ", schema.fieldNames()) + ". Name one of these.");
        }
        return new Cell(column, schema.apply(column).dataType());
    }

    /** The slot of a cell: its own, or the first from {@code first} on that has its type and nothing of its source yet. */
    private int slot(int source, Cell cell, int first) {
        Map<Cell, Integer> taken = cells.get(source);
        if (taken.containsKey(cell)) {
            return taken.get(cell);
        }
        int slot = first;
        while (slot < slots.size() && (!slots.get(slot).equals(cell.type()) || taken.containsValue(slot))) {
            slot++;
        }
        if (slot == slots.size()) {
            slots.add(cell.type());
        }
        taken.put(cell, slot);
        return slot;
    }

    private void checkKey(String key) {
        for (int i = 0; i < sources.size(); i++) {
            DataType type = ownCell(i, key).type();
            DataType first = ownCell(0, key).type();
            if (!type.equals(first)) {
                throw failure("the entity's column " + key + " is " + first.sql() + " in the source "
                        + sources.get(0).name() + " and " + type.sql() + " in "
                        + sources.get(i).name() + ". Give it one type.");
            }
        }
    }
}
