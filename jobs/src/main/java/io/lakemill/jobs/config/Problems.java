package io.lakemill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that is wrong with a configuration, gathered so that its user sees all of it at once.
 *
 * <p>Values that came from environment variables may be secrets: wherever they occur in a message, they are shown as
 * {@code (from the environment)}. Not thread-safe.
 */
public final class Problems {
    private static final Pattern STEP = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\[(\\d+)]|([^.\\[\\]\"]+)");
    private static final int SHORTEST_SECRET = 3;

    private record Problem(Place place, String path, String message) {}

    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> secrets =
            new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /**
     * Adds a problem of the value at a path, such as {@code feature-tables.machine_errors.features[0].from}.
     *
     * @param root what {@link ConfigFiles#load} gave
     * @param path where the value is; when there is none, the nearest value around it tells file and line
     */
    public void add(Config root, String path, String message) {
        conceal(root.root());
        add(nearest(root.root(), path).origin(), path, message);
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /**
     * Does nothing when there are no problems.
     *
     * @param what what cannot be used, such as the name of a file
     * @throws ConfigException with a line for each problem, in the order of files and lines
     */
    public void throwIfAny(String what) {
        if (!problems.isEmpty()) {
            throw new ConfigException(message(what));
        }
    }

    void add(ConfigOrigin origin, String path, String message) {
        add(Place.of(origin), path, message);
    }

    void add(Place place, String path, String message) {
        problems.add(new Problem(place, path, message));
    }

    int size() {
        return problems.size();
    }

    /** Remembers what environment variables gave, so as not to show it. */
    void conceal(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            object.values().forEach(this::conceal);
        } else if (value instanceof ConfigList list) {
            list.forEach(this::conceal);
        } else if (Place.isSecret(value) && String.valueOf(value.unwrapped()).length() >= SHORTEST_SECRET) {
            secrets.add(String.valueOf(value.unwrapped()));
        }
    }

    private String message(String what) {
        List<Problem> sorted = problems.stream()
                .distinct()
                .sorted(Comparator.comparing(Problem::place))
                .toList();
        int width =
                sorted.stream().mapToInt(p -> p.place.toString().length()).max().orElse(0);
        StringBuilder text = new StringBuilder(
                "Cannot use " + what + ": " + (sorted.size() == 1 ? "1 problem." : sorted.size() + " problems."));
        for (Problem problem : sorted) {
            text.append("\n  ").append(problem.place);
            text.append(" ".repeat(width - problem.place.toString().length() + 2));
            text.append(problem.path.isEmpty() ? "" : problem.path + ": ").append(concealed(problem.message));
        }
        return text.toString();
    }

    private String concealed(String message) {
        String shown = message;
        for (String secret : secrets) {
            shown = shown.replace("'" + secret + "'", secret).replace(secret, "(from the environment)");
        }
        return shown;
    }

    private static ConfigValue nearest(ConfigValue root, String path) {
        ConfigValue value = root;
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            ConfigValue next = step.group(2) != null
                    ? element(value, Integer.parseInt(step.group(2)))
                    : member(value, step.group(1) != null ? step.group(1) : step.group(3));
            if (next == null) {
                return value;
            }
            value = next;
        }
        return value;
    }

    private static ConfigValue element(ConfigValue value, int index) {
        return value instanceof ConfigList list && index < list.size() ? list.get(index) : null;
    }

    private static ConfigValue member(ConfigValue value, String key) {
        return value instanceof ConfigObject object ? object.get(key) : null;
    }
}
