package io.lakemill.models.learners;

import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.Estimator;

/**
 * A way to learn a model, with the parameters that it may be tuned over.
 *
 * <p>Every component of a learner's record is a parameter's {@link Space}, written in a config by its name in kebab case
 * ({@code max-depth}); one that is null takes its default. A learner builds an estimator of Spark's own and adds nothing
 * to it.
 */
public sealed interface Learner permits RandomForest, GradientBoostedTrees, LogisticRegression {

    /** How text features reach a learner. */
    enum Encoding {
        /** As a category's number, marked as such in the vector's metadata: for trees. */
        INDEX,
        /** As a column of zeros and ones for each category: for learners that multiply and add. */
        ONE_HOT
    }

    /**
     * An estimator for one point of the search space, with Spark's default names of columns.
     *
     * @param params a value for each of {@link #spaces()}
     */
    Estimator<?> estimator(Params params, Problem problem);

    /** How this learner wants its text features. */
    Encoding encoding();

    /**
     * Over how many partitions of ordered rows, at the most, this learner gives the same model to the last bit every
     * time. Partitions' results are merged in the order of their arrival, which harms counts never, sums from three
     * partitions on, and merged means always.
     */
    int exactPartitions();

    /** The learner's name in a config, such as {@code random-forest}. */
    default String type() {
        return kebab(getClass().getSimpleName());
    }

    /** Each parameter's space by its name in a config, in the order of the record's components. */
    default Map<String, Space> spaces() {
        Map<String, Space> spaces = new LinkedHashMap<>();
        for (RecordComponent component : getClass().getRecordComponents()) {
            spaces.put(kebab(component.getName()), space(component));
        }
        return Collections.unmodifiableMap(spaces);
    }

    private Space space(RecordComponent component) {
        try {
            return (Space) component.getAccessor().invoke(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
