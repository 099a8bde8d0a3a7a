package io.lakemill.models.registry;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The registry that needs no server: three Delta tables, and versions that point at model directories in the lake. */
final class LakeRegistry implements Registry {
    private final SparkSession spark;
    private final LakeRuns runs;
    private final LakeModels models;

    LakeRegistry(SparkSession spark, String folder) {
        this.spark = spark;
        this.runs = new LakeRuns(spark, folder);
        this.models = new LakeModels(spark, folder);
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

    @Override
    public ModelVersion register(String model, String run, String directory) {
        Names.checkModel(model);
        new ModelDirectory(directory, spark).checkComplete("register " + model);
        return models.add(model, run, directory);
    }

    @Override
    public List<String> models() {
        return models.models();
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return models.versions(model);
    }

    @Override
    public void setAlias(String model, String alias, String version, String reason) {
        Names.checkAlias(alias);
        version(model, version).orElseThrow(() -> Names.noVersion("point @" + alias + " at", model, version));
        models.alias(model, alias, version, reason);
    }

    @Override
    public void tag(ModelVersion version, Map<String, String> tags) {
        version(version.model(), version.version())
                .orElseThrow(() -> Names.noVersion("tag", version.model(), version.version()));
        models.tag(version, RunEntries.tags(tags).tags());
    }

    @Override
    public String fetch(ModelVersion version, String cacheFolder) {
        new ModelDirectory(version.location(), spark).checkComplete("read " + version);
        return version.location();
    }

    @Override
    public void close() {
        // Nothing is held open: the session belongs to the caller.
    }
}
