package io.lakemill.models.learners;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One value for each of a learner's parameters.
 *
 * @param values by the parameter's name as written in a config ({@code max-depth}), in the learner's order
 */
public record Params(Map<String, Object> values) {
    public Params {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    int whole(String name) {
        return ((Number) value(name)).intValue();
    }

    double real(String name) {
        return ((Number) value(name)).doubleValue();
    }

    Object value(String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** The values as text, in the same order: what a tracker and a model card keep. */
    public Map<String, String> asText() {
        Map<String, String> text = new LinkedHashMap<>();
        values.forEach((name, value) -> text.put(name, value.toString()));
        return Collections.unmodifiableMap(text);
    }

    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
