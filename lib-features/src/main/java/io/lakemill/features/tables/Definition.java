package io.lakemill.features.tables;

import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a feature table means, as lines of text that do not depend on how its configuration is laid out.
 *
 * <p>It holds everything that decides what stands in a row: the grid, the features, and of each source its time, delay
 * and tie-break. Where files lie, how they are written, and how often they are late is not a part of the meaning.
 */
record Definition(List<String> lines) {
    private static final int ID_LENGTH = 12;

    static Definition of(FeatureTable table, Map<String, Source> sources) {
        List<String> lines = new ArrayList<>();
        lines.add("entity = " + table.entity());
        lines.add("every = " + table.every());
        lines.add("start = " + Objects.toString(table.start(), "first event"));
        table.features().stream().map(Feature::toString).sorted().forEach(lines::add);
        table.sources().stream()
                .map(sources::get)
                .map(source -> "source " + source.name() + ": time = " + source.time() + ", delay = " + source.delay()
                        + ", tie-break = " + source.tieBreak())
                .sorted()
                .forEach(lines::add);
        return new Definition(List.copyOf(lines));
    }

    static Definition parse(String text) {
        return new Definition(List.of(text.split("\n")));
    }

    /** The feature-set id: the first 12 hexadecimal digits of the SHA-256 of the text. */
    String id() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return String.join("\n", lines);
    }

    /** What an older definition has and this one has not, and the other way round. */
    String changesFrom(Definition older) {
        List<String> changes = new ArrayList<>();
        older.lines.stream().filter(line -> !lines.contains(line)).forEach(line -> changes.add("- " + line));
        lines.stream().filter(line -> !older.lines.contains(line)).forEach(line -> changes.add("+ " + line));
        return String.join("\n  ", changes);
    }
}
