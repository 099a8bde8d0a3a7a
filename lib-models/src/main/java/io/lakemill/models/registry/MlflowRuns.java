package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mlflow.api.proto.Service;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.ExperimentsPage;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.RunsPage;

/**
 * Experiments and runs on an MLflow server.
 *
 * <p>The Java client repeats a request that was answered with an error, so creating a run is preceded by a search for
 * the tag that carries its key.
 */
final class MlflowRuns {
    private static final String KEY = "lakemill.key";
    private static final String PARENT = "mlflow.parentRunId";
    private static final String THEIRS = "mlflow.";
    private static final int PAGE = 1000;

    private final MlflowClient client;
    private final Tracking server;
    private final Map<String, String> experiments = new ConcurrentHashMap<>();

    MlflowRuns(MlflowClient client, Tracking server) {
        this.client = client;
        this.server = server;
    }

    String start(RunStart start) {
        RunEntries entries = RunEntries.of(start);
        return Refusal.explained("start run " + start.name(), server, () -> {
            String experiment = experiments.computeIfAbsent(start.experiment(), this::experiment);
            String run = find(experiment, start.key()).orElseGet(() -> create(experiment, start));
            MlflowBatches.of(entries).forEach(batch -> batch.send(client, run));
            return run;
        });
    }

    void log(String run, RunEntries entries) {
        Refusal.explained("log to run " + run, server, () -> {
            MlflowBatches.of(entries).forEach(batch -> batch.send(client, run));
            return null;
        });
    }

    void finish(String run, RunStatus status) {
        Refusal.explained("finish run " + run, server, () -> {
            client.setTerminated(run, Service.RunStatus.valueOf(status.name()));
            return null;
        });
    }

    List<Run> newest(String experiment, int most) {
        return Refusal.explained(
                "list the runs of " + experiment,
                server,
                () -> known(experiment).map(known -> newest(known, most)).orElse(List.of()));
    }

    private List<Run> newest(Experiment experiment, int most) {
        List<Run> found = new ArrayList<>();
        RunsPage page = client.searchRuns(
                List.of(experiment.getExperimentId()),
                "",
                ViewType.ACTIVE_ONLY,
                Math.min(most, PAGE),
                List.of("attributes.start_time DESC"));
        page.getItems().forEach(run -> found.add(run(experiment.getName(), run)));
        while (found.size() < most && page.hasNextPage()) {
            page = (RunsPage) page.getNextPage();
            page.getItems().forEach(run -> found.add(run(experiment.getName(), run)));
        }
        return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    String artifactUri(String run) {
        return Refusal.explained(
                "read run " + run, server, () -> client.getRun(run).getInfo().getArtifactUri());
    }

    private Optional<Experiment> known(String name) {
        ExperimentsPage page = client.searchExperiments("name = " + quoted(name), ViewType.ALL, 1, List.of());
        return page.getItems().stream().findFirst();
    }

    private String experiment(String name) {
        Optional<Experiment> known = known(name);
        known.filter(experiment -> experiment.getLifecycleStage().equals("deleted"))
                .ifPresent(experiment -> {
                    throw new ModelsException("Cannot start a run of " + name + " at " + server
                            + ": this experiment was deleted there. Restore it, or delete it for good with mlflow gc.");
                });
        return known.map(Experiment::getExperimentId).orElseGet(() -> client.createExperiment(name));
    }

    private Optional<String> find(String experiment, String key) {
        return client
                .searchRuns(List.of(experiment), "tags.`" + KEY + "` = " + quoted(key), ViewType.ACTIVE_ONLY, 1)
                .getItems()
                .stream()
                .map(run -> run.getInfo().getRunId())
                .findFirst();
    }

    private String create(String experiment, RunStart start) {
        CreateRun.Builder run = CreateRun.newBuilder()
                .setExperimentId(experiment)
                .setRunName(start.name())
                .setStartTime(System.currentTimeMillis())
                .addTags(tag(KEY, start.key()))
                .addTags(tag("mlflow.runName", start.name()))
                .addTags(tag("mlflow.user", System.getProperty("user.name", "")))
                .addTags(tag("mlflow.source.name", "lakemill"));
        if (start.parent() != null) {
            run.addTags(tag(PARENT, start.parent()));
        }
        return client.createRun(run.build()).getRunId();
    }

    private static RunTag tag(String name, String value) {
        return RunTag.newBuilder().setKey(name).setValue(value).build();
    }

    private static Run run(String experiment, Service.Run run) {
        RunInfo info = run.getInfo();
        Map<String, String> params = new HashMap<>();
        run.getData().getParamsList().forEach(param -> params.put(param.getKey(), param.getValue()));
        Map<String, Double> metrics = new HashMap<>();
        run.getData()
                .getMetricsList()
                .forEach(metric -> metrics.put(metric.getKey(), MlflowBatches.read(metric.getValue())));
        Map<String, String> tags = new HashMap<>();
        run.getData().getTagsList().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        String parent = tags.get(PARENT);
        String key = tags.remove(KEY);
        tags.keySet().removeIf(name -> name.startsWith(THEIRS));
        return new Run(
                info.getRunId(),
                experiment,
                info.getRunName(),
                parent,
                key,
                status(info.getStatus()),
                Instant.ofEpochMilli(info.getStartTime()),
                info.getEndTime() == 0 ? null : Instant.ofEpochMilli(info.getEndTime()),
                params,
                metrics,
                tags);
    }

    private static RunStatus status(Service.RunStatus status) {
        return status == Service.RunStatus.SCHEDULED ? RunStatus.RUNNING : RunStatus.valueOf(status.name());
    }

    /** MLflow's filters know no escapes, only two kinds of quotes. */
    static String quoted(String text) {
        if (!text.contains("'")) {
            return "'" + text + "'";
        }
        if (!text.contains("\"")) {
            return "\"" + text + "\"";
        }
        throw new ModelsException("Cannot look for " + text
                + " on an MLflow server: it has both kinds of quotes in it. Choose a name with one kind or none.");
    }
}
