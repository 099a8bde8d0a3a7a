package io.lakemill.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A small table for people: columns as wide as their widest cell, numbers to the right. */
final class Columns {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Columns(String... header) {
        this.header = List.of(header);
    }

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(header));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            int width = width(i);
            String form = isNumeric(i) ? "%" + width + "s  " : "%-" + width + "s  ";
            line.append(String.format(Locale.ROOT, form, cells.get(i)));
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int widest = header.get(column).length();
        for (List<String> row : rows) {
            widest = Math.max(widest, row.get(column).length());
        }
        return Math.max(1, widest);
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches("[-0-9.,]*"));
    }
}
