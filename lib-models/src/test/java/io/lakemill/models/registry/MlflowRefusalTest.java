package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.lakemill.models.ModelsException;
import io.lakemill.models.TestSpark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is said when a server is not there, refuses, or is no MLflow; its answers are given here, byte by byte. */
@ExtendWith(TestSpark.class)
class MlflowRefusalTest {
    private record Answer(int status, String body) {}

    private final List<Answer> answers = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath() + " " + authorization + " "
                            + exchange.getRequestHeaders().getFirst("Content-Length") + " " + sent);
            Answer answer = answers.size() > 1 ? answers.remove(0) : answers.get(0);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void missingCredentialsAreNamed(SparkSession spark) {
        answers.add(new Answer(401, "You are not authenticated."));

        assertThatThrownBy(() -> Registry.open(uri(), spark, null))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot open the registry at " + uri()
                        + ": the server answered 401 (You are not authenticated.)."
                        + " Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.");
    }

    @Test
    void aRefusedHostHeaderIsNamed(SparkSession spark) {
        answers.add(new Answer(403, "Invalid Host header - possible DNS rebinding attack detected"));

        assertThatThrownBy(() -> Registry.open(uri(), spark, null))
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("answered 403 (Invalid Host header - possible DNS rebinding attack detected).")
                .hasMessageEndingWith("start the server with --allowed-hosts.");
    }

    @Test
    void passwordsAreSentAndNotShown(SparkSession spark) {
        answers.add(new Answer(200, "{}"));
        answers.add(new Answer(403, "{\"error_code\": \"PERMISSION_DENIED\", \"message\": \"Permission denied\"}"));
        String withPassword = uri().replace("http://", "http://ann:s3cret@");

        try (Registry registry = Registry.open(withPassword, spark, null)) {
            assertThatThrownBy(registry::models)
                    .isInstanceOf(ModelsException.class)
                    .hasMessageStartingWith("Cannot list the models at " + uri()
                            + ": the server answered 403 (PERMISSION_DENIED Permission denied).")
                    .hasMessageNotContaining("s3cret");
        }
        assertThat(requests).isNotEmpty().allMatch(request -> request.contains(" Basic YW5uOnMzY3JldA== "));
    }

    @Test
    void aServerThatIsNotThereIsNamedWithinSeconds(SparkSession spark) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Instant before = Instant.now();

        assertThatThrownBy(() -> Registry.open("http://127.0.0.1:" + port, spark, null))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot reach the MLflow server at http://127.0.0.1:" + port + ": connection refused."
                        + " Is it running? Start it, or set registry to the address where it listens.");
        assertThatThrownBy(() -> Registry.open("http://no-such-host.invalid", spark, null))
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot reach the MLflow server at http://no-such-host.invalid: no host of");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aServerThatGoesAwayIsNamed(SparkSession spark) {
        answers.add(new Answer(200, "{}"));
        try (Registry registry = Registry.open(uri(), spark, null)) {
            server.stop(0);
            assertThatThrownBy(registry::models)
                    .isInstanceOf(ModelsException.class)
                    .hasMessageStartingWith("Cannot reach the MLflow server at " + uri() + ": ");
        }
    }

    @Test
    void anotherKindOfServerIsNotTakenForMlflow(SparkSession spark) {
        answers.add(new Answer(200, "<html><body>Welcome!</body></html>"));

        assertThatThrownBy(() -> Registry.open(uri(), spark, null))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot open the registry at " + uri()
                        + ": it answers, but not like an MLflow server. Set registry to the address of one.");
    }

    @Test
    void aBusyServerIsAskedAgain() {
        answers.add(new Answer(503, "starting"));
        answers.add(new Answer(429, "slow down"));
        answers.add(new Answer(200, ""));

        new Rest(tracking())
                .put(
                        "upload a",
                        URI.create(uri() + "/a"),
                        5,
                        () -> new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));

        assertThat(requests).hasSize(3).allMatch(request -> request.equals("PUT /a null 5 hello"));
    }

    @Test
    void aServerThatStaysBusyIsGivenUp() {
        answers.add(new Answer(500, "{\"error_code\": \"INTERNAL_ERROR\", \"message\": \"disk full\"}"));

        assertThatThrownBy(() -> new Rest(tracking()).read("download a", URI.create(uri() + "/a"), in -> 1))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot download a at " + uri()
                        + ": the server answered 500 (INTERNAL_ERROR disk full). Look into its log, and try again.");
        assertThat(requests).hasSize(5);
    }

    private Tracking tracking() {
        return Tracking.of(uri(), Map.of());
    }

    private String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
