package io.lakemill.models.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run as the registry knows it.
 *
 * @param run its id
 * @param experiment the group of runs that it belongs to
 * @param name what people call it; may be empty
 * @param parent the run that it is a part of; null for none
 * @param key the key that it was started with; null when something else than {@link Registry#startRun} started it
 * @param status how far it has come
 * @param started when it started
 * @param ended when it finished, failed or was killed; null while it runs
 * @param params by name, sorted
 * @param metrics by name, sorted; the last value of each
 * @param tags by name, sorted, without those that MLflow sets for itself
 */
public record Run(
        String run,
        String experiment,
        String name,
        String parent,
        String key,
        RunStatus status,
        Instant started,
        Instant ended,
        Map<String, String> params,
        Map<String, Double> metrics,
        Map<String, String> tags) {
    public Run {
        params = sorted(params);
        metrics = sorted(metrics);
        tags = sorted(tags);
    }

    private static <V> Map<String, V> sorted(Map<String, V> values) {
        return Collections.unmodifiableMap(new TreeMap<>(values));
    }

    Run with(RunEntries more) {
        return new Run(
                run,
                experiment,
                name,
                parent,
                key,
                status,
                started,
                ended,
                joined(params, more.params()),
                joined(metrics, more.metrics()),
                joined(tags, more.tags()));
    }

    Run finished(RunStatus how, Instant when) {
        return new Run(run, experiment, name, parent, key, how, started, when, params, metrics, tags);
    }

    private static <V> Map<String, V> joined(Map<String, V> older, Map<String, V> newer) {
        Map<String, V> both = new TreeMap<>(older);
        both.putAll(newer);
        return both;
    }
}
