package io.lakemill.models.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakemill.models.ModelsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What MLflow's Java client cannot do: bytes in both directions, and time limits.
 *
 * <p>Every request here may be repeated, so a busy server (429), a faulty one (5xx) and a broken connection are tried
 * again, after 0.5, 1, 2 and 4 seconds.
 */
final class Rest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration GREETING = Duration.ofSeconds(10);
    private static final Duration TRANSFER = Duration.ofMinutes(10);

    private final Tracking server;

    /** HTTP/1.1: MLflow's own server speaks nothing newer. */
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT)
            .build();

    Rest(Tracking server) {
        this.server = server;
    }

    /** Takes an answer as it comes in; called again from the beginning when the connection breaks. */
    interface Reader<T> {
        T read(InputStream answer) throws IOException;
    }

    /** An answer that may be another one a moment later. */
    private static final class BusyException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        BusyException(int status, String body) {
            super(body);
            this.status = status;
        }
    }

    /** Finds out, once and within seconds, whether the server is there, is MLflow, and lets us in. */
    void greet() {
        String what = "open the registry";
        URI uri = URI.create(server.host() + "/api/2.0/mlflow/experiments/search?max_results=1");
        try {
            parse(what, once(what, request(uri).timeout(GREETING).build(), Rest::text));
        } catch (IOException e) {
            throw explained(what, e);
        }
    }

    JsonNode json(String what, URI uri) {
        return parse(what, read(what, uri, Rest::text));
    }

    <T> T read(String what, URI uri, Reader<T> reader) {
        return repeated(what, request(uri).build(), reader);
    }

    void put(String what, URI uri, long length, Supplier<InputStream> content) {
        BodyPublisher body = length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(content), length);
        repeated(what, request(uri).PUT(body).build(), Rest::text);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TRANSFER);
        server.authorization().ifPresent(text -> request.header("Authorization", text));
        return request;
    }

    private <T> T repeated(String what, HttpRequest request, Reader<T> reader) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(what, request, reader);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw explained(what, e);
                }
                pause(FIRST_PAUSE_MILLIS << (attempt - 1));
            }
        }
    }

    private <T> T once(String what, HttpRequest request, Reader<T> reader) throws IOException {
        HttpResponse<InputStream> response = send(request);
        try (InputStream answer = response.body()) {
            int status = response.statusCode();
            if (status == 429 || status >= 500) {
                throw new BusyException(status, text(answer));
            }
            if (status >= 300) {
                throw Refusal.answered(what, server, status, text(answer));
            }
            return reader.read(answer);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private ModelsException explained(String what, IOException cause) {
        return cause instanceof BusyException busy
                ? Refusal.answered(what, server, busy.status, busy.getMessage())
                : Refusal.unreachable(server, cause);
    }

    private JsonNode parse(String what, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ModelsException(
                    "Cannot " + what + " at " + server
                            + ": it answers, but not like an MLflow server. Set registry to the address of one.",
                    e);
        }
    }

    private static String text(InputStream answer) throws IOException {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while the MLflow server was being asked", e);
    }
}
