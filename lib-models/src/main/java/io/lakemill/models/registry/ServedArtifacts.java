package io.lakemill.models.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * Artifacts that the MLflow server hands out itself.
 *
 * @param endpoint where it does, without final slash
 * @param root the folder there, without slashes at its ends
 */
record ServedArtifacts(String endpoint, String root, Rest rest, LakeFiles files) implements Artifacts {
    private static final int BUFFER = 1 << 16;

    /** The URI may name another host than the tracking server's. */
    static ServedArtifacts at(URI uri, Tracking server, Rest rest, LakeFiles files) {
        String host = uri.getAuthority() == null
                ? server.host()
                : URI.create(server.host()).getScheme() + "://" + uri.getAuthority();
        String root = uri.getPath().replaceAll("^/+|/+$", "");
        return new ServedArtifacts(host + "/api/2.0/mlflow-artifacts/artifacts", root, rest, files);
    }

    @Override
    public List<LakeFiles.Entry> list() {
        List<LakeFiles.Entry> found = new ArrayList<>();
        collect("", found);
        return found;
    }

    private void collect(String folder, List<LakeFiles.Entry> found) {
        String path = join(root, folder);
        URI uri = URI.create(endpoint + "?path=" + encoded(path));
        for (JsonNode file : rest.json("list " + path, uri).path("files")) {
            String below = join(folder, file.path("path").asText());
            if (file.path("is_dir").asBoolean()) {
                collect(below, found);
            } else {
                found.add(new LakeFiles.Entry(below, file.path("file_size").asLong(0)));
            }
        }
    }

    @Override
    public void put(Path from, long length, String to) {
        rest.put("upload " + to, uri(to), length, () -> open(from));
    }

    @Override
    public long fetch(String from, Path to) {
        return rest.read("download " + from, uri(from), answer -> {
            try (var out = files.system(to).create(to, true, BUFFER)) {
                return answer.transferTo(out);
            }
        });
    }

    private InputStream open(Path path) {
        try {
            return files.system(path).open(path, BUFFER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI uri(String path) {
        String segments = Arrays.stream(join(root, path).split("/"))
                .map(ServedArtifacts::encoded)
                .collect(Collectors.joining("/"));
        return URI.create(endpoint + "/" + segments);
    }

    private static String join(String folder, String name) {
        return folder.isEmpty() || name.isEmpty() ? folder + name : folder + "/" + name;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
