package io.lakemill.models.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.mlflow.tracking.MlflowClient;

/** Registered models, their versions and aliases on an MLflow server; files are not its business. */
final class MlflowModels {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 1000;

    private final MlflowClient client;
    private final Tracking server;

    MlflowModels(MlflowClient client, Tracking server) {
        this.client = client;
        this.server = server;
    }

    List<String> models() {
        return Refusal.explained(
                "list the models",
                server,
                () -> StreamSupport.stream(pages("registered-models", "").spliterator(), false)
                        .map(model -> model.path("name").asText())
                        .sorted()
                        .toList());
    }

    /** Newest first. */
    List<ModelVersion> versions(String model) {
        String filter = "name = " + MlflowRuns.quoted(model);
        return Refusal.explained("list the versions of " + model, server, () -> {
            List<JsonNode> found = pages("model-versions", filter);
            Map<String, List<String>> aliases = found.isEmpty() ? Map.of() : aliases(filter);
            return found.stream()
                    .map(one -> version(one, aliases))
                    .sorted(Comparator.comparing((ModelVersion one) -> Long.valueOf(one.version()))
                            .reversed())
                    .toList();
        });
    }

    private Map<String, List<String>> aliases(String filter) {
        return pages("registered-models", filter).stream()
                .flatMap(model -> StreamSupport.stream(model.path("aliases").spliterator(), false))
                .collect(Collectors.groupingBy(
                        alias -> alias.path("version").asText(),
                        Collectors.mapping(alias -> alias.path("alias").asText(), Collectors.toList())));
    }

    Optional<ModelVersion> ofRun(String model, String run) {
        return versions(model).stream().filter(one -> one.run().equals(run)).findFirst();
    }

    ModelVersion create(String model, String run, String source) {
        Refusal.explained("register " + model, server, () -> {
            if (pages("registered-models", "name = " + MlflowRuns.quoted(model)).isEmpty()) {
                client.sendPost("registered-models/create", json("name", model));
            }
            return client.sendPost("model-versions/create", json("name", model, "source", source, "run_id", run));
        });
        return ofRun(model, run).orElseThrow(() -> new IllegalStateException("no version of run " + run));
    }

    void alias(String model, String alias, String version) {
        Refusal.explained(
                "set the alias " + alias + " of " + model,
                server,
                () -> client.sendPost(
                        "registered-models/alias", json("name", model, "alias", alias, "version", version)));
    }

    void tag(String model, String version, Map<String, String> tags) {
        Refusal.explained("tag " + model + "/" + version, server, () -> {
            tags.forEach((name, value) -> client.sendPost(
                    "model-versions/set-tag", json("name", model, "version", version, "key", name, "value", value)));
            return null;
        });
    }

    /** Shows the model on its run's page. */
    void describe(String run, String description) {
        Refusal.explained(
                "describe the model of run " + run,
                server,
                () -> client.sendPost("runs/log-model", json("run_id", run, "model_json", description)));
    }

    /** Where a version's files are, as the server tells those who want to download them. */
    String location(String model, String version) {
        return Refusal.explained(
                "read " + model + "/" + version, server, () -> client.getModelVersionDownloadUri(model, version));
    }

    /** Where MLflow 3 keeps a model that is not part of a run. */
    String loggedModelUri(String id) {
        return Refusal.explained(
                "read the model " + id,
                server,
                () -> parse(client.sendGet("logged-models/" + id))
                        .at("/model/info/artifact_uri")
                        .asText());
    }

    /** The entries of all pages of a search; both kinds of search name the list as they are named themselves. */
    private List<JsonNode> pages(String kind, String filter) {
        List<JsonNode> found = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = parse(client.sendGet(kind + "/search?max_results=" + PAGE + "&filter=" + encoded(filter)
                    + (token.isEmpty() ? "" : "&page_token=" + encoded(token))));
            page.path(kind.replace('-', '_')).forEach(found::add);
            token = page.path("next_page_token").asText("");
        } while (!token.isEmpty());
        return found;
    }

    private static ModelVersion version(JsonNode json, Map<String, List<String>> aliases) {
        Map<String, String> tags = new HashMap<>();
        json.path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        String version = json.path("version").asText();
        return new ModelVersion(
                json.path("name").asText(),
                version,
                json.path("run_id").asText(""),
                Instant.ofEpochMilli(json.path("creation_timestamp").asLong()),
                json.path("source").asText(),
                tags,
                aliases.getOrDefault(version, List.of()));
    }

    private static String json(String... namesAndValues) {
        ObjectNode json = JSON.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            json.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return json.toString();
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the MLflow server's answer is no JSON: " + text, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
