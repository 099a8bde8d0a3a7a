package io.lakemill.features.tables;

import java.time.Instant;
import java.util.List;

/**
 * The steps of a feature table that are to be written.
 *
 * @param from the first step; null when none is due
 * @param to the last step; null when none is due
 * @param kind why they are due
 * @param notices what its user should look at
 */
public record Due(Instant from, Instant to, Kind kind, List<String> notices) {

    /** Why steps are due. */
    public enum Kind {
        /** The table is not there yet. */
        FIRST_BUILD,
        /** The user asked for the whole table. */
        REBUILD,
        /** Steps are missing, or were touched by rows that came late. */
        INCREMENT,
        /** Nothing is due. */
        NOTHING
    }

    static Due nothing(List<String> notices) {
        return new Due(null, null, Kind.NOTHING, notices);
    }
}
