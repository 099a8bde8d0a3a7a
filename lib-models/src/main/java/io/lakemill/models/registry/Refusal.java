package io.lakemill.models.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakemill.models.ModelsException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.function.Supplier;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;

/** Says in words why an MLflow server did not do what it was asked. */
final class Refusal {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_SHOWN = 300;

    private Refusal() {}

    /** Makes a call of the Java client, whose own exceptions tell neither what was asked nor whom. */
    static <T> T explained(String what, Tracking server, Supplier<T> call) {
        try {
            return call.get();
        } catch (MlflowHttpException e) {
            throw answered(what, server, e.getStatusCode(), e.getBodyMessage());
        } catch (MlflowClientException e) {
            if (e.getCause() instanceof IOException cause) {
                throw unreachable(server, cause);
            }
            throw e;
        }
    }

    static ModelsException answered(String what, Tracking server, int status, String body) {
        return new ModelsException("Cannot " + what + " at " + server + ": the server answered " + status + " ("
                + message(body) + "). " + remedy(status));
    }

    static ModelsException unreachable(Tracking server, IOException cause) {
        return new ModelsException(
                "Cannot reach the MLflow server at " + server + ": " + reason(cause)
                        + ". Is it running? Start it, or set registry to the address where it listens.",
                cause);
    }

    private static String remedy(int status) {
        return switch (status) {
            case 401 -> "Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.";
            case 403 ->
                "Ask for the permission, use other credentials, or if it is about the Host header, start the"
                        + " server with --allowed-hosts.";
            case 404 -> "Check that it is still there, and that the address is that of an MLflow server.";
            case 429 -> "Try again when it is less busy.";
            default -> status < 500 ? "Change what it complains of." : "Look into its log, and try again.";
        };
    }

    private static String message(String body) {
        String text = body == null ? "" : body;
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null && json.hasNonNull("message")) {
                text = json.path("error_code").asText("") + " "
                        + json.get("message").asText();
            }
        } catch (JsonProcessingException e) {
            // A proxy in front of the server answers in plain text or HTML, which is shown as it is.
        }
        String line = text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "…" : line;
    }

    private static String reason(IOException cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof HttpTimeoutException) {
                return "no answer in time";
            }
            if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                return "no host of this name is known";
            }
        }
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
