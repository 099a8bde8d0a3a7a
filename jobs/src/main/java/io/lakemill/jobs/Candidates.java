package io.lakemill.jobs;

import io.lakemill.models.ModelCard;
import io.lakemill.models.registry.ModelDirectory;
import io.lakemill.models.registry.ModelVersion;
import io.lakemill.models.registry.Registry;
import io.lakemill.models.registry.RunStart;
import io.lakemill.models.registry.RunStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Models that were trained: each in a folder of its own in the lake, until the registry has it.
 *
 * <p>Training writes there first, so that a registry that does not answer costs nothing but another try.
 */
final class Candidates {
    private final String pipeline;
    private final Lake lake;

    Candidates(String pipeline, Lake lake) {
        this.pipeline = pipeline;
        this.lake = lake;
    }

    /** Where the model of a run is written. */
    ModelDirectory directory(String run) {
        return new ModelDirectory(path(run), lake.spark());
    }

    String path(String run) {
        return folder() + "/" + run;
    }

    private String folder() {
        return lake.registry() + "/models/" + pipeline;
    }

    /** The runs whose models are complete and not yet in the registry. */
    List<String> waiting(Registry registry) {
        Set<String> registered = registry.versions(pipeline).stream()
                .map(ModelVersion::location)
                .map(location -> location.substring(location.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
        return complete().stream().filter(run -> !registered.contains(run)).toList();
    }

    /** The runs whose models are complete in the lake. */
    List<String> complete() {
        return lake.folders(folder()).stream()
                .filter(run -> directory(run).isComplete())
                .toList();
    }

    /** How a run of training is started in the registry; with the same run again, it is the same. */
    static RunStart start(String pipeline, String run) {
        return new RunStart(pipeline, "train", null, run, Map.of(), Map.of("lakemill.pipeline", pipeline));
    }

    /** Registers a run's model with its parameters, metrics and trials; again, if that was interrupted. */
    ModelVersion register(Registry registry, String run, String metric) {
        ModelCard card = card(run);
        String parent = registry.startRun(start(pipeline, run));
        for (ModelCard.Trial trial : card.trials()) {
            String child = registry.startRun(new RunStart(
                    pipeline, "trial " + trial.number(), parent, run + "/" + trial.number(), trial.params(), Map.of()));
            if (trial.score() != null) {
                registry.log(child, Map.of(), Map.of(metric, trial.score()), Map.of());
            }
            Map<String, String> error = trial.error() == null ? Map.of() : Map.of("lakemill.error", trial.error());
            registry.log(child, Map.of(), Map.of(), error);
            registry.finishRun(child, trial.error() == null ? RunStatus.FINISHED : RunStatus.FAILED);
        }
        registry.log(parent, params(card), metrics(card), Map.of("lakemill.config-hash", card.configHash()));
        ModelVersion version = registry.register(pipeline, parent, path(run));
        registry.finishRun(parent, RunStatus.FINISHED);
        if (!version.location().endsWith("/" + run)) {
            lake.delete(path(run));
        }
        return version;
    }

    ModelCard card(String run) {
        return ModelCard.fromJson(directory(run).card().orElseThrow());
    }

    /** A card's metrics under names that trackers take: {@code recall(comp1)} becomes {@code recall/comp1}. */
    private static Map<String, Double> metrics(ModelCard card) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        card.metrics()
                .forEach((name, value) -> metrics.put(
                        name.replace('(', '/').replace(")", "").replaceAll("[^\\p{Alnum}_\\-./: ]", "_"), value));
        return metrics;
    }

    private static Map<String, String> params(ModelCard card) {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("learner", card.learner());
        params.putAll(card.params());
        params.put("seed", String.valueOf(card.seed()));
        params.put("training rows", String.valueOf(card.train().count()));
        params.put("test rows", String.valueOf(card.test().count()));
        params.put("test from", Objects.toString(card.test().from()));
        params.put("as of", card.notes().get(TrainJob.AS_OF));
        List<String> tables = new ArrayList<>();
        card.features().forEach(table -> tables.add(table.table() + ":" + table.featureSetId()));
        params.put("features", String.join(",", tables));
        return params;
    }
}
