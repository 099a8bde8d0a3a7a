package io.lakemill.jobs;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** Times as they are typed on the command line. */
final class Times {
    private Times() {}

    /** The time that an option names; now when it was not given. A date alone is its midnight in UTC. */
    static Instant parse(String option, String text) {
        if (text == null) {
            return Instant.now();
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new JobException(
                    "Cannot read " + option + ": '" + text + "' is no time. Write it like 2015-04-01T06:00:00Z,"
                            + " with its zone, or as a date alone.",
                    e);
        }
    }

    /** The interval that an option names, as FROM..TO; null when it was not given. */
    static ScoreJob.Interval interval(String option, String text) {
        if (text == null) {
            return null;
        }
        int dots = text.indexOf("..");
        if (dots < 0) {
            throw new JobException("Cannot read " + option + ": '" + text
                    + "' is no interval. Write it like 2015-03-01T00:00:00Z..2015-03-08T00:00:00Z.");
        }
        Instant from = parse(option, text.substring(0, dots));
        Instant to = parse(option, text.substring(dots + 2));
        if (to.isBefore(from)) {
            throw new JobException(
                    "Cannot read " + option + ": " + from + " is after " + to + ". Name the earlier time first.");
        }
        return new ScoreJob.Interval(from, to);
    }
}
