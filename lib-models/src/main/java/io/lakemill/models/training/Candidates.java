package io.lakemill.models.training;

import io.lakemill.models.learners.Learner;
import io.lakemill.models.learners.Params;
import io.lakemill.models.learners.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The combinations of parameters that a search tries, in their order. */
final class Candidates {
    /** How often a draw may repeat an earlier one, for each one wanted, before the space is taken to be exhausted. */
    private static final int DRAWS_EACH = 50;

    private Candidates() {}

    static List<Params> of(TrainingSet set, Learner learner, Tuning tuning) {
        return switch (tuning.strategy()) {
            case GRID -> grid(set, learner, tuning);
            case RANDOM -> random(learner, tuning);
        };
    }

    private static List<Params> grid(TrainingSet set, Learner learner, Tuning tuning) {
        double size = learner.spaces().values().stream()
                .mapToDouble(space -> space.grid().size())
                .reduce(1, (a, b) -> a * b);
        double most = tuning.trials() == null ? 10_000 : tuning.trials();
        if (size > most) {
            throw set.cannot(String.format(
                    "the grid of %s has %,.0f points, and at most %,.0f may be tried. List fewer"
                            + " values, allow more trials, or search at random.",
                    learner.type(), size, most));
        }
        List<Map<String, Object>> points = List.of(Map.of());
        for (Map.Entry<String, Space> space : learner.spaces().entrySet()) {
            points = crossed(points, space.getKey(), space.getValue().grid());
        }
        return points.stream().map(Params::new).toList();
    }

    private static List<Map<String, Object>> crossed(
            List<Map<String, Object>> points, String name, List<Object> values) {
        List<Map<String, Object>> crossed = new ArrayList<>();
        for (Map<String, Object> point : points) {
            for (Object value : values) {
                Map<String, Object> longer = new LinkedHashMap<>(point);
                longer.put(name, value);
                crossed.add(longer);
            }
        }
        return crossed;
    }

    private static List<Params> random(Learner learner, Tuning tuning) {
        Random random = new Random(tuning.seed());
        Set<Params> drawn = new LinkedHashSet<>();
        for (int i = 0; i < DRAWS_EACH * tuning.trials() && drawn.size() < tuning.trials(); i++) {
            Map<String, Object> point = new LinkedHashMap<>();
            learner.spaces().forEach((name, space) -> point.put(name, space.sample(random)));
            drawn.add(new Params(point));
        }
        return List.copyOf(drawn);
    }
}
