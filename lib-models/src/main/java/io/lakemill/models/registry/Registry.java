package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Where runs and model versions are recorded.
 *
 * <p>Both homes keep the same contract: the lake (Delta tables beside the data, no server) and an MLflow server. Every
 * method may be called again after a process was killed in the middle of it, and from several threads. What the user can
 * mend is a {@link ModelsException}: a server that does not answer or refuses, a name that cannot be kept, a version
 * that does not exist.
 */
public sealed interface Registry extends AutoCloseable permits LakeRegistry, MlflowRegistry {
    /**
     * Opens a registry; an MLflow server is asked at once whether it is there and lets us in.
     *
     * @param uri {@code lake}; the {@code http} or {@code https} address of an MLflow server, whose credentials are
     *     taken from {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}, or
     *     {@code MLFLOW_TRACKING_TOKEN}; or {@code databricks}, with {@code DATABRICKS_HOST} and
     *     {@code DATABRICKS_TOKEN}
     * @param lakeFolder Hadoop path of the folder that holds the tables of the lake's registry; unused for MLflow
     */
    static Registry open(String uri, SparkSession spark, String lakeFolder) {
        if (uri.equals("lake")) {
            return new LakeRegistry(spark, lakeFolder);
        }
        return MlflowRegistry.open(Tracking.of(uri, System.getenv()), spark);
    }

    /**
     * Starts a run, or finds the one that was started with the same experiment and key, and returns its id.
     *
     * <p>In the lake a run with a parent is first written when it finishes, so that a trial costs one commit.
     */
    String startRun(RunStart start);

    /**
     * Adds to a run. A metric or tag that is there gets the new value; a param that is there keeps its value, and
     * another value for it is an error. NaN and infinite metrics are kept.
     *
     * <p>In the lake what is logged between the start and the finish of a run is written when it finishes.
     */
    void log(String run, Map<String, String> params, Map<String, Double> metrics, Map<String, String> tags);

    /** Ends a run now; any status but {@link RunStatus#RUNNING}. */
    void finishRun(String run, RunStatus status);

    /** An experiment's runs, children too, newest start first; empty when there is no such experiment. */
    List<Run> runs(String experiment, int most);

    /**
     * Makes a model directory the next version of a model, creating the model if there is none.
     *
     * <p>Registering a run's model again gives the version that is there. The lake's version points at the directory;
     * MLflow's holds a copy of it.
     *
     * @param model letters, digits, {@code _}, {@code -} and {@code .}
     * @param directory Hadoop path of a complete {@link ModelDirectory}
     */
    ModelVersion register(String model, String run, String directory);

    /** The names of all models, sorted. */
    List<String> models();

    /** A model's versions, newest first; empty when there is no such model. */
    List<ModelVersion> versions(String model);

    /** One version; empty when it does not exist. */
    default Optional<ModelVersion> version(String model, String version) {
        return versions(model).stream()
                .filter(one -> one.version().equals(version))
                .findFirst();
    }

    /** The version that an alias points at now; empty when it points nowhere. */
    default Optional<ModelVersion> byAlias(String model, String alias) {
        return versions(model).stream()
                .filter(one -> one.aliases().contains(alias))
                .findFirst();
    }

    /**
     * Points an alias at a version, away from where it pointed before.
     *
     * @param alias letters, digits, {@code _} and {@code -}; neither {@code latest} nor {@code v} and a number
     * @param reason why, for whoever asks later; kept in the lake's table of aliases, or as the version's tag
     *     {@code lakemill.<alias>.reason} in MLflow
     */
    void setAlias(String model, String alias, String version, String reason);

    /** Adds tags to a version; one that is there gets the new value. */
    void tag(ModelVersion version, Map<String, String> tags);

    /**
     * Hadoop path of a version's {@link ModelDirectory}, copied from the server first where it has to be.
     *
     * @param cacheFolder Hadoop path of the folder that such copies are kept in; a version is copied once
     */
    String fetch(ModelVersion version, String cacheFolder);

    @Override
    void close();
}
