package io.lakemill.models;

import java.util.List;
import java.util.Objects;

/**
 * What a model was trained to predict.
 *
 * @param task the kind of prediction
 * @param label the column that held the label in training
 * @param type the label's type as Spark DDL, such as {@code STRING}; predictions are given in it
 * @param classes the values that the label took in training, as text, in their type's own order; their positions are
 *     those in Spark's probability vectors
 * @param positive for {@link Task#BINARY} the class that {@code probability} is of, the last one when null; always null
 *     for other tasks
 */
public record Target(Task task, String label, String type, List<String> classes, String positive) {
    public Target {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(type, "type");
        classes = List.copyOf(Objects.requireNonNull(classes, "classes"));
        if (classes.size() < 2) {
            throw new IllegalArgumentException("a label needs at least two classes, not " + classes);
        }
        if (task == Task.BINARY && classes.size() > 2) {
            throw new IllegalArgumentException("a binary label has two classes, not " + classes);
        }
        if (task == Task.BINARY && positive == null) {
            positive = classes.get(1);
        }
        if (positive != null && !(task == Task.BINARY && classes.contains(positive))) {
            throw new IllegalArgumentException("positive is '" + positive + "', but the classes are " + classes);
        }
    }

    /** The label column's name, quoted for Spark SQL. */
    public String quotedLabel() {
        return "`" + label.replace("`", "``") + "`";
    }
}
