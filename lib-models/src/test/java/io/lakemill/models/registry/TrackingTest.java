package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.ModelsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingTest {
    @Test
    void credentialsComeFromTheEnvironment() {
        Map<String, String> user = Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "s3cret");
        Map<String, String> token = Map.of("MLFLOW_TRACKING_TOKEN", "t0ken");

        assertThat(Tracking.of("https://mlflow.example.org/", user).authorization())
                .contains("Basic YW5uOnMzY3JldA==");
        assertThat(Tracking.of("https://mlflow.example.org/", token).authorization())
                .contains("Bearer t0ken");
        assertThat(Tracking.of("https://mlflow.example.org", Map.of()).authorization())
                .isEmpty();
    }

    @Test
    void anAddressIsShownWithoutWhatItKeepsSecret() {
        assertThat(Tracking.of("https://ann:s3cret@mlflow.example.org:8443/team/", Map.of()))
                .hasToString("https://mlflow.example.org:8443/team");
    }

    @Test
    void databricksIsAHostAndAToken() {
        Tracking workspace = Tracking.of(
                "databricks", Map.of("DATABRICKS_HOST", "adb-1.2.azuredatabricks.net", "DATABRICKS_TOKEN", "t0ken"));

        assertThat(workspace).hasToString("https://adb-1.2.azuredatabricks.net");
        assertThat(workspace.authorization()).contains("Bearer t0ken");
        assertThatThrownBy(() -> Tracking.of("databricks", Map.of()))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot open the registry databricks: DATABRICKS_HOST or DATABRICKS_TOKEN is not set."
                        + " Set both: the workspace's address and a token.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlruns", "file:///mlruns", "ftp://ann:s3cret@host", "http://", "http://ann:s3cret@ho st"})
    void anythingElseIsRefused(String uri) {
        assertThatThrownBy(() -> Tracking.of(uri, Map.of()))
                .isInstanceOf(ModelsException.class)
                .hasMessageStartingWith("Cannot open the registry '")
                .hasMessageEndingWith("': it is neither lake, nor the http:// or https:// address of an MLflow server,"
                        + " nor databricks. Set registry to one of these.")
                .hasMessageNotContaining("s3cret");
    }
}
