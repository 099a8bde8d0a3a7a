package io.lakemill.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real MLflow server: {@code @ExtendWith(MlflowServer.Extension.class)} on the class, and a parameter of this type.
 *
 * <p>All test classes of a JVM share one server. It is stopped when the JVM ends.
 */
public final class MlflowServer implements AutoCloseable {
    private static final int READY_SECONDS = 90;

    private final Process process;
    private final String uri;
    private final Path folder;

    private MlflowServer(Process process, String uri, Path folder) {
        this.process = process;
        this.uri = uri;
        this.folder = folder;
    }

    /** Gives tests the shared server, and skips their class where there is no Python. */
    public static final class Extension implements BeforeAllCallback, ParameterResolver {
        @Override
        public void beforeAll(ExtensionContext context) {
            PythonEnvironment.assumePresent();
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == MlflowServer.class;
        }

        @Override
        public MlflowServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return Shared.SERVER;
        }
    }

    private static final class Shared {
        private static final MlflowServer SERVER = start(Map.of(), List.of());
    }

    /** Starts a server of its own for a test that needs it set up differently. */
    public static MlflowServer start(Map<String, String> environment, List<String> options) {
        try {
            Path folder = Files.createTempDirectory("mlflow");
            int port = freePort();
            List<String> command = new ArrayList<>(List.of(
                    PythonEnvironment.folder().resolve("bin/mlflow").toString(),
                    "server",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--workers",
                    "1",
                    "--backend-store-uri",
                    "sqlite:///" + folder.resolve("mlflow.db"),
                    "--artifacts-destination",
                    folder.resolve("artifacts").toString()));
            command.addAll(options);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("server.log").toFile());
            builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
            builder.environment().putAll(environment);
            MlflowServer server = new MlflowServer(builder.start(), "http://127.0.0.1:" + port, folder);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String uri() {
        return uri;
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        workers.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                workers.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!healthy()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IllegalStateException(
                        "the MLflow server did not start:\n" + Files.readString(folder.resolve("server.log")));
            }
            pause();
        }
    }

    private boolean healthy() {
        try {
            var connection =
                    (HttpURLConnection) URI.create(uri + "/health").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
