package io.lakemill.models.registry;

import java.util.Map;
import java.util.Objects;

/**
 * What is known of a run when it starts.
 *
 * @param experiment the group of runs that it belongs to
 * @param name what people call it; need not be unique
 * @param parent the run that it is a part of, such as the search that a trial belongs to; null for none
 * @param key names this run within its experiment for ever: starting with the same key again gives the same run, so
 *     that a job that was killed goes on with the run that it had begun
 * @param params none when null
 * @param tags none when null
 */
public record RunStart(
        String experiment,
        String name,
        String parent,
        String key,
        Map<String, String> params,
        Map<String, String> tags) {
    public RunStart {
        Objects.requireNonNull(experiment, "experiment");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        params = params == null ? Map.of() : Map.copyOf(params);
        tags = tags == null ? Map.of() : Map.copyOf(tags);
    }
}
