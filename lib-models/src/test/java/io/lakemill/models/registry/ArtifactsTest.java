package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.ModelsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts that are kept elsewhere than on the server; those on a server are tested with a real one. */
class ArtifactsTest {
    private final LakeFiles files = new LakeFiles(new Configuration());
    private final Tracking server = Tracking.of("http://127.0.0.1:1", Map.of());

    @Test
    void aFolderIsCopiedToStorageAndBack(@TempDir Path folder) throws IOException {
        Path from = Files.createDirectories(folder.resolve("from/deep er"));
        Files.writeString(from.resolve("a b.txt"), "text");
        Files.createFile(from.resolve("_SUCCESS"));
        var source = new org.apache.hadoop.fs.Path(folder.resolve("from").toString());
        Artifacts artifacts = at(folder.resolve("store").toString());

        Transfer.upload(source, files.below(source), artifacts);
        Transfer.download(
                artifacts,
                artifacts.list(),
                new org.apache.hadoop.fs.Path(folder.resolve("to").toString()));

        assertThat(folder.resolve("to/deep er/a b.txt")).hasContent("text");
        assertThat(folder.resolve("to/deep er/_SUCCESS")).isEmptyFile();
        assertThat(at("file:" + folder.resolve("store")).list()).hasSize(2);
        assertThat(at(folder.resolve("nothing").toString()).list()).isEmpty();
    }

    @Test
    void whatNoFileSystemReachesIsRefused() {
        assertThatThrownBy(() -> at("wasbs://models@account.blob.core.windows.net/1/2/artifacts"))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot use the artifacts at wasbs://models@account.blob.core.windows.net/1/2/artifacts:"
                        + " the wasbs scheme is not supported. Start the MLflow server with --serve-artifacts, or with"
                        + " an abfss:// place for its artifacts.");
        assertThatThrownBy(() -> at("gs://bucket/1").list())
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot use the artifacts at gs://bucket/1: ");
    }

    private Artifacts at(String uri) {
        return Artifacts.at(uri, server, new Rest(server), files);
    }
}
