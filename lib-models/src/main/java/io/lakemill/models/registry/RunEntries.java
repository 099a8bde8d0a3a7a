package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.util.Map;
import java.util.regex.Pattern;

/** Params, metrics and tags to be logged, within what every registry can keep. */
record RunEntries(Map<String, String> params, Map<String, Double> metrics, Map<String, String> tags) {
    static final int PARAM_CHARACTERS = 6000;
    static final int TAG_CHARACTERS = 8000;
    private static final int NAME_CHARACTERS = 250;
    private static final Pattern NAME = Pattern.compile("[\\w./: -]+");

    RunEntries {
        params = Map.copyOf(params);
        metrics = Map.copyOf(metrics);
        tags = Map.copyOf(tags);
        params.forEach((name, value) -> checkText("param", name, value, PARAM_CHARACTERS));
        metrics.keySet().forEach(name -> checkName("metric", name));
        tags.forEach((name, value) -> checkText("tag", name, value, TAG_CHARACTERS));
    }

    static RunEntries of(RunStart start) {
        return new RunEntries(start.params(), Map.of(), start.tags());
    }

    static RunEntries tags(Map<String, String> tags) {
        return new RunEntries(Map.of(), Map.of(), tags);
    }

    static RunStatus checkEnd(RunStatus status) {
        if (status == RunStatus.RUNNING) {
            throw new IllegalArgumentException("a run ends FINISHED, FAILED or KILLED, not RUNNING");
        }
        return status;
    }

    private static void checkText(String kind, String name, String value, int most) {
        checkName(kind, name);
        if (value.length() > most) {
            throw new ModelsException("Cannot log " + kind + " " + name + ": its value has " + value.length()
                    + " characters, and at most " + most + " are kept. Shorten it, or write it to a file.");
        }
    }

    private static void checkName(String kind, String name) {
        if (name.length() > NAME_CHARACTERS || !NAME.matcher(name).matches()) {
            throw new ModelsException("Cannot log " + kind + " '" + name + "': a name has 1 to " + NAME_CHARACTERS
                    + " letters, digits, spaces and any of _ - . / : in it. Give it another name.");
        }
    }
}
