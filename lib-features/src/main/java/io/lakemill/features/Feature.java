package io.lakemill.features;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of feature: one record both says what its user wrote and is what runs.
 *
 * <p>Every feature reads one source and gives one or more columns whose names follow from its definition alone.
 */
public sealed interface Feature extends Serializable permits Rolling, Count, TimeSince, Latest, Attribute {

    /** The source whose rows this feature reads. */
    String from();

    /** What stands, followed by {@code _}, before the names of this feature's columns; null for nothing. */
    String as();

    /** The column whose values each get columns of their own, for the kinds that have one. */
    default Optional<String> splitBy() {
        return Optional.empty();
    }

    /** The values of {@link #splitBy()} as configured; empty when they are to be taken from the data. */
    default List<String> listedValues() {
        return List.of();
    }

    /** The columns of the source that this feature reads, its time and keys apart. */
    List<String> inputColumns();

    /**
     * The names of this feature's columns, in the order in which they stand in the table.
     *
     * @param values the values of {@link #splitBy()}, in order; not looked at by features that have none
     */
    List<String> columns(List<String> values);

    /** A value as a part of a column's name: in lower case, with anything but letters and digits as {@code _}. */
    static String nameOf(String value) {
        return value.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "_");
    }

    /** A column's name behind the prefix {@code as}, if there is one. */
    static String prefixed(String as, String column) {
        return as == null ? column : as + "_" + column;
    }
}
