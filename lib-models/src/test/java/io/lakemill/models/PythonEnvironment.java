package io.lakemill.models;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Python with MLflow and PySpark that tests of all modules share, in {@code target/mlflow} of the project or where
 * {@code LAKEMILL_PYTHON_ENV} says. It is made on first use, which takes some minutes.
 */
public final class PythonEnvironment {
    private PythonEnvironment() {}

    /** Skips the test where there is no {@code python3}; under {@code CI=true} it fails instead. */
    public static void assumePresent() {
        if (run(List.of("python3", "--version"), Map.of()).exit() == 0) {
            return;
        }
        String missing = "there is no python3 on the path, which the tests with a real MLflow server need";
        if ("true".equals(System.getenv("CI"))) {
            fail(missing);
        }
        abort(missing);
    }

    /** The environment's folder, with {@code bin/python} and {@code bin/mlflow} in it. */
    public static Path folder() {
        return Made.FOLDER;
    }

    /** What a Python script printed. */
    public static String python(Path script, List<String> arguments, Map<String, String> environment) {
        List<String> command =
                new ArrayList<>(List.of(folder().resolve("bin/python").toString(), script.toString()));
        command.addAll(arguments);
        return output(command, environment);
    }

    private static final class Made {
        private static final Path FOLDER = make();
    }

    private static Path make() {
        Path project = project();
        String named = System.getenv("LAKEMILL_PYTHON_ENV");
        Path folder = named == null ? project.resolve("target/mlflow") : Path.of(named);
        String script = project.resolve("lib-models/src/test/sh/python-env").toString();
        return Path.of(output(List.of(script, folder.toString()), Map.of()).strip());
    }

    private static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static String output(List<String> command, Map<String, String> environment) {
        Result result = run(command, environment);
        if (result.exit() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " ended with " + result.exit() + ":\n" + result.errors());
        }
        return result.output();
    }

    private record Result(int exit, String output, String errors) {}

    private static Result run(List<String> command, Map<String, String> environment) {
        try {
            Path errors = Files.createTempFile("python", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output, Files.readString(errors));
        } catch (IOException e) {
            return missing(command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Result missing(List<String> command, IOException cause) {
        if (command.get(0).equals("python3")) {
            return new Result(-1, "", cause.getMessage());
        }
        throw new UncheckedIOException(cause);
    }
}
