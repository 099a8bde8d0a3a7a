package io.lakemill.models.registry;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.mlflow.tracking.MlflowClient;

/**
 * The registry on an MLflow server.
 *
 * <p>MLflow's Java client makes the calls, but never those for artifacts: they start a Python process, and a cluster's
 * driver need not have Python.
 */
final class MlflowRegistry implements Registry {
    private final SparkSession spark;
    private final MlflowClient client;
    private final MlflowRuns runs;
    private final MlflowModels models;
    private final MlflowFiles files;

    private MlflowRegistry(Tracking server, Rest rest, SparkSession spark) {
        this.spark = spark;
        this.client = new MlflowClient(server.credentials());
        this.runs = new MlflowRuns(client, server);
        this.models = new MlflowModels(client, server);
        this.files = new MlflowFiles(server, rest, runs, models, LakeFiles.of(spark));
    }

    static MlflowRegistry open(Tracking server, SparkSession spark) {
        Rest rest = new Rest(server);
        rest.greet();
        return new MlflowRegistry(server, rest, spark);
    }

    @Override
    public String startRun(RunStart start) {
        return runs.start(start);
    }

    @Override
    public void log(String run, Map<String, String> params, Map<String, Double> metrics, Map<String, String> tags) {
        runs.log(run, new RunEntries(params, metrics, tags));
    }

    @Override
    public void finishRun(String run, RunStatus status) {
        runs.finish(run, RunEntries.checkEnd(status));
    }

    @Override
    public List<Run> runs(String experiment, int most) {
        return runs.newest(experiment, most);
    }

    /** The version comes last, so that it never points at files which are not all there. */
    @Override
    public ModelVersion register(String model, String run, String directory) {
        Names.checkModel(model);
        ModelDirectory source = new ModelDirectory(directory, spark);
        source.checkComplete("register " + model);
        return models.ofRun(model, run).orElseGet(() -> {
            String location = files.upload(new Path(directory), run);
            source.description().ifPresent(description -> models.describe(run, description));
            return models.create(model, run, location);
        });
    }

    @Override
    public List<String> models() {
        return models.models();
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return models.versions(model);
    }

    /** The reason goes first, so that an alias never points at a version without one. */
    @Override
    public void setAlias(String model, String alias, String version, String reason) {
        Names.checkAlias(alias);
        ModelVersion target =
                version(model, version).orElseThrow(() -> Names.noVersion("point @" + alias + " at", model, version));
        tag(target, Map.of("lakemill." + alias + ".reason", reason));
        models.alias(model, alias, version);
    }

    @Override
    public void tag(ModelVersion version, Map<String, String> tags) {
        version(version.model(), version.version())
                .orElseThrow(() -> Names.noVersion("tag", version.model(), version.version()));
        models.tag(version.model(), version.version(), RunEntries.tags(tags).tags());
    }

    @Override
    public String fetch(ModelVersion version, String cacheFolder) {
        String folder = String.join("/", cacheFolder, version.model(), version.version());
        return files.fetch(version, folder, spark);
    }

    @Override
    public void close() {
        client.close();
    }
}
