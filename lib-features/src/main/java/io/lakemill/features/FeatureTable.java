package io.lakemill.features;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The definition of a feature table on a grid: one row for each entity and step.
 *
 * <p>Steps are the multiples of {@code every} since 1970-01-01T00:00Z. The row of a step holds what is visible at that
 * time: rows of a source with {@code time + delay <= step}. An entity's rows begin at the first step at or after its
 * first row in any source that has a time (an entity known only from sources without time: at the table's first step),
 * and not before {@code start}.
 *
 * @param name the table's name
 * @param entity the columns that name an entity, which every source of the table has; at least one
 * @param every the distance of two steps; positive, whole seconds
 * @param start the earliest step's bound, or null
 * @param features at least one
 */
public record FeatureTable(String name, List<String> entity, Duration every, Instant start, List<Feature> features)
        implements Serializable {

    /** The column that holds the step. A timestamp. */
    public static final String TIME = "time";

    public FeatureTable {
        Objects.requireNonNull(name, "name");
        entity = List.copyOf(Objects.requireNonNull(entity, "entity"));
        Objects.requireNonNull(every, "every");
        features = List.copyOf(Objects.requireNonNull(features, "features"));
        if (entity.isEmpty() || features.isEmpty()) {
            throw new IllegalArgumentException("entity and features each need at least one entry");
        }
        if (every.isZero() || every.isNegative() || every.getNano() != 0) {
            throw new IllegalArgumentException("every must be a positive number of whole seconds, not " + every);
        }
    }

    /** The names of the sources that the table reads, each once, in the order of the features. */
    public List<String> sources() {
        return features.stream().map(Feature::from).distinct().toList();
    }
}
