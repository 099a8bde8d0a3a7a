package io.lakemill.models.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One version of a registered model.
 *
 * @param model the model's name
 * @param version its number, as text; 1 is the first
 * @param run the run that made it; empty when unknown
 * @param created when it was registered
 * @param location where its files are, in the registry's own words; {@link Registry#fetch} makes them readable
 * @param tags by name, sorted
 * @param aliases the names that point at it, such as {@code champion}, sorted
 */
public record ModelVersion(
        String model,
        String version,
        String run,
        Instant created,
        String location,
        Map<String, String> tags,
        List<String> aliases) {
    public ModelVersion {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        aliases = aliases.stream().sorted().toList();
    }

    /** The name that people use: {@code pdm/7}. */
    @Override
    public String toString() {
        return model + "/" + version;
    }
}
