package io.lakemill.models.evaluation;

import io.lakemill.models.Task;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric by its name: one of a task's own, or one of a single class, such as {@code recall(comp1)}.
 *
 * @param name as in {@link Evaluation#metrics()}
 */
public record Metric(String name) {
    private static final List<String> MULTICLASS =
            List.of("accuracy", "macro-f1", "macro-precision", "macro-recall", "weighted-f1", "log-loss");
    private static final List<String> BINARY = List.of(
            "accuracy",
            "auc",
            "average-precision",
            "f1",
            "precision",
            "recall",
            "macro-f1",
            "macro-precision",
            "macro-recall",
            "weighted-f1",
            "log-loss",
            "brier");
    private static final Pattern OF_CLASS = Pattern.compile("(precision|recall|f1)\\((.+)\\)");
    private static final Set<String> ERRORS = Set.of("log-loss", "brier");

    /**
     * The metric of that name, if it is one of the task's.
     *
     * @throws IllegalArgumentException when it is not; the message lists those that are
     */
    public static Metric of(String name, Task task) {
        Matcher ofClass = OF_CLASS.matcher(name);
        if (!names(task).contains(name) && !ofClass.matches()) {
            throw new IllegalArgumentException(
                    "no metric of a " + task.name().toLowerCase(Locale.ROOT) + " model is called '" + name
                            + "'; there are " + String.join(", ", names(task))
                            + ", and precision(CLASS), recall(CLASS), f1(CLASS)");
        }
        return new Metric(name);
    }

    /** What models of a task are compared by when nothing else is said: {@code auc} or {@code macro-f1}. */
    public static Metric standard(Task task) {
        return new Metric(task == Task.BINARY ? "auc" : "macro-f1");
    }

    /** The names of a task's metrics, those of single classes apart. */
    public static List<String> names(Task task) {
        return task == Task.BINARY ? BINARY : MULTICLASS;
    }

    /** Whether more of it is better. */
    public boolean greaterIsBetter() {
        return !ERRORS.contains(name);
    }
}
