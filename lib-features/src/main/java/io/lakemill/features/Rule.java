package io.lakemill.features;

import java.io.Serializable;
import java.util.Objects;

/**
 * A condition that every row of a source must meet.
 *
 * @param rule a Spark SQL condition over the source's columns; a row for which it is null meets it
 * @param onFail what happens to a row that breaks it; {@link OnFail#QUARANTINE} when null
 * @param name what it is called in messages and in the quarantine table; the condition itself when null
 */
public record Rule(String rule, OnFail onFail, String name) implements Serializable {

    /** What happens to a row that breaks a rule. */
    public enum OnFail {
        /** The row goes to the quarantine table instead of the source's. */
        QUARANTINE,
        /** The job ends before anything is written. */
        FAIL,
        /** The row is kept and counted. */
        WARN
    }

    public Rule {
        Objects.requireNonNull(rule, "rule");
        onFail = onFail == null ? OnFail.QUARANTINE : onFail;
        name = name == null ? rule : name;
    }
}
