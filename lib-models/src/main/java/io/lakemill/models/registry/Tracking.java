package io.lakemill.models.registry;

import io.lakemill.models.ModelsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.mlflow.tracking.creds.MlflowHostCredsProvider;

/**
 * An MLflow server's address, and what we show it to be let in. Its text is the address alone.
 *
 * @param host the address without user, password and final slash
 * @param user null for none
 * @param password null for none
 * @param token null for none
 */
record Tracking(String host, String user, String password, String token) {
    static Tracking of(String uri, Map<String, String> environment) {
        if (uri.equals("databricks")) {
            return databricks(environment);
        }
        URI address = parse(uri);
        String host = host(address);
        String[] own = address.getUserInfo() == null
                ? new String[0]
                : address.getUserInfo().split(":", 2);
        if (own.length == 2) {
            return new Tracking(host, own[0], own[1], null);
        }
        return new Tracking(
                host,
                environment.get("MLFLOW_TRACKING_USERNAME"),
                environment.get("MLFLOW_TRACKING_PASSWORD"),
                environment.get("MLFLOW_TRACKING_TOKEN"));
    }

    private static Tracking databricks(Map<String, String> environment) {
        String host = environment.get("DATABRICKS_HOST");
        String token = environment.get("DATABRICKS_TOKEN");
        if (host == null || token == null) {
            throw new ModelsException("Cannot open the registry databricks: DATABRICKS_HOST or DATABRICKS_TOKEN is not"
                    + " set. Set both: the workspace's address and a token.");
        }
        String address = host.startsWith("http") ? host : "https://" + host;
        return new Tracking(host(parse(address)), null, null, token);
    }

    private static URI parse(String uri) {
        try {
            URI address = new URI(uri);
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (web && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw unknown(uri);
        }
        throw unknown(uri);
    }

    /** The text may hold a password, so what stands before an @ is not shown. */
    private static ModelsException unknown(String uri) {
        return new ModelsException("Cannot open the registry '" + uri.replaceAll("[^/]*@", "")
                + "': it is neither lake, nor the http:// or https:// address of an MLflow server, nor databricks."
                + " Set registry to one of these.");
    }

    private static String host(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String path = address.getPath() == null ? "" : address.getPath().replaceAll("/+$", "");
        return address.getScheme() + "://" + address.getHost() + port + path;
    }

    /** What goes into the header Authorization; empty without credentials. */
    Optional<String> authorization() {
        if (user != null && password != null) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        return Optional.ofNullable(token).map(text -> "Bearer " + text);
    }

    /** For the Java client, which reads no credentials itself. */
    MlflowHostCredsProvider credentials() {
        return user != null && password != null
                ? new BasicMlflowHostCreds(host, user, password)
                : new BasicMlflowHostCreds(host, token);
    }

    @Override
    public String toString() {
        return host;
    }
}
