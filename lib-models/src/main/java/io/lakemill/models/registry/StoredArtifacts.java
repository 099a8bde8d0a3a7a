package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/** Artifacts in storage that Hadoop's file systems reach without the MLflow server. */
record StoredArtifacts(Path root, LakeFiles files) implements Artifacts {
    @Override
    public List<LakeFiles.Entry> list() {
        try {
            return files.below(root);
        } catch (UncheckedIOException e) {
            throw unreachable(e.getCause());
        }
    }

    @Override
    public void put(Path from, long length, String to) {
        copy(from, new Path(root, to));
    }

    @Override
    public long fetch(String from, Path to) {
        copy(new Path(root, from), to);
        try {
            return files.system(to).getFileStatus(to).getLen();
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private void copy(Path from, Path to) {
        try {
            var source = from.getFileSystem(files.configuration());
            var target = to.getFileSystem(files.configuration());
            FileUtil.copy(source, from, target, to, false, true, files.configuration());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private ModelsException unreachable(IOException cause) {
        return new ModelsException(
                "Cannot use the artifacts at " + root + ": " + cause.getMessage()
                        + ". Give this process access to that place, or start the MLflow server with --serve-artifacts.",
                cause);
    }
}
