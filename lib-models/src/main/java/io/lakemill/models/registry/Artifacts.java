package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.net.URI;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** A folder of files that belong to a run or a model version, wherever the MLflow server keeps them. */
sealed interface Artifacts permits ServedArtifacts, StoredArtifacts {
    /**
     * The folder that an artifact URI names.
     *
     * @param uri {@code mlflow-artifacts:} for files that the server hands out itself; else a place that Spark's own
     *     file systems must reach
     */
    static Artifacts at(String uri, Tracking server, Rest rest, LakeFiles files) {
        String scheme = uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : "file";
        return switch (scheme) {
            case "mlflow-artifacts" -> ServedArtifacts.at(URI.create(uri), server, rest, files);
            case "wasb", "wasbs" ->
                throw new ModelsException("Cannot use the artifacts at " + uri
                        + ": the " + scheme
                        + " scheme is not supported. Start the MLflow server with --serve-artifacts, or"
                        + " with an abfss:// place for its artifacts.");
            case "s3" -> new StoredArtifacts(new Path("s3a" + uri.substring(2)), files);
            default -> new StoredArtifacts(new Path(uri.contains(":") ? uri : "file:" + uri), files);
        };
    }

    /** All files, with their paths from here; none when the folder does not exist. */
    List<LakeFiles.Entry> list();

    /** Writes one file. */
    void put(Path from, long length, String to);

    /** Reads one file and returns the number of bytes. */
    long fetch(String from, Path to);
}
