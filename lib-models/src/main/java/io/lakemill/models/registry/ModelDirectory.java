package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A folder that holds one trained model, in the layout that MLflow reads in Python.
 *
 * <p>{@code model/} is the MLflow model: {@code MLmodel}, {@code sparkml/} (the saved {@link PipelineModel}) and the
 * packages that it needs. Beside it are {@code card.json} and {@code config.conf}. {@code _COMPLETE} is written last, so
 * a folder without it is what a killed process left behind.
 */
public final class ModelDirectory {
    static final String MODEL = "model";
    static final String CARD = "card.json";
    static final String CONFIG = "config.conf";
    private static final String COMPLETE = "_COMPLETE";

    private final Path path;
    private final SparkSession spark;
    private final LakeFiles files;

    /** @param path a Hadoop path; nothing need be there yet */
    public ModelDirectory(String path, SparkSession spark) {
        this.path = new Path(path);
        this.spark = spark;
        this.files = LakeFiles.of(spark);
    }

    /**
     * What a model directory is made of.
     *
     * @param model the model
     * @param inputs the columns that it needs, as they are before any of its stages; no vectors and no decimals
     * @param prediction the type of its column {@code prediction}
     * @param card JSON that says where the model comes from
     * @param config the resolved configuration that it was trained with
     * @param run the run that trained it
     */
    public record Contents(
            PipelineModel model, StructType inputs, DataType prediction, String card, String config, String run) {
        public Contents {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(inputs, "inputs");
            Objects.requireNonNull(prediction, "prediction");
            Objects.requireNonNull(card, "card");
            Objects.requireNonNull(config, "config");
            Objects.requireNonNull(run, "run");
        }
    }

    /** The folder's Hadoop path. */
    public String path() {
        return path.toString();
    }

    /** Writes the model; whatever was at the path before is gone. */
    public void write(Contents contents) {
        var text = MlModelFile.files(contents, spark.version());
        clear();
        Path model = new Path(path, MODEL);
        save(contents.model(), new Path(model, MlModelFile.SPARK_MODEL));
        text.forEach((name, content) -> files.write(new Path(model, name), content));
        files.write(new Path(path, CARD), contents.card());
        files.write(new Path(path, CONFIG), contents.config());
        complete(contents.run());
    }

    /** Whether everything is there. */
    public boolean isComplete() {
        return files.exists(new Path(path, COMPLETE));
    }

    /** Reads the model. */
    public PipelineModel load() {
        Path saved = new Path(new Path(path, MODEL), MlModelFile.SPARK_MODEL);
        if (!files.exists(saved)) {
            throw new ModelsException("Cannot load the model at " + path + ": it has no " + MODEL + "/"
                    + MlModelFile.SPARK_MODEL + ", so it is not a Spark ML model."
                    + " Name a version that was trained here or logged with mlflow.spark.log_model.");
        }
        return PipelineModel.load(saved.toString());
    }

    /** The model card, JSON; empty for a model that was not trained here. */
    public Optional<String> card() {
        return files.read(new Path(path, CARD));
    }

    /** The configuration that the model was trained with; empty for a model that was not trained here. */
    public Optional<String> config() {
        return files.read(new Path(path, CONFIG));
    }

    /** The text of {@code MLmodel}. */
    Optional<String> description() {
        return files.read(new Path(new Path(path, MODEL), MlModelFile.NAME));
    }

    /** What the folder is a complete copy of; empty while it is not complete. */
    Optional<String> origin() {
        return files.read(new Path(path, COMPLETE));
    }

    void checkComplete(String what) {
        if (!isComplete()) {
            throw new ModelsException("Cannot " + what + ": there is no complete model at " + path
                    + ". Train again; if the folder was moved or deleted, put it back.");
        }
    }

    /** The marker goes first: a process killed in between must not leave it on half a model. */
    void clear() {
        files.delete(new Path(path, COMPLETE));
        files.delete(path);
    }

    void complete(String origin) {
        files.write(new Path(path, COMPLETE), origin);
    }

    private static void save(PipelineModel model, Path to) {
        try {
            model.write().overwrite().save(to.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
