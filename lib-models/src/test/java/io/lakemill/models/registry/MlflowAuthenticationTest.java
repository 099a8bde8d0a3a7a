package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.MlflowServer;
import io.lakemill.models.ModelsException;
import io.lakemill.models.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real server that wants a password, for its calls and for its artifacts. */
@ExtendWith({TestSpark.class, MlflowServer.Extension.class})
class MlflowAuthenticationTest {
    private static final String USER = "admin";
    private static final String PASSWORD = "a long test passw0rd";

    @Test
    void aModelIsRegisteredAndFetchedWithThePasswordOnly(SparkSession spark, @TempDir Path lake) {
        Map<String, String> secret =
                Map.of("MLFLOW_FLASK_SERVER_SECRET_KEY", "for this test", "MLFLOW_AUTH_ADMIN_PASSWORD", PASSWORD);
        try (MlflowServer server = MlflowServer.start(secret, List.of("--app-name", "basic-auth"))) {
            Map<String, String> environment =
                    Map.of("MLFLOW_TRACKING_USERNAME", USER, "MLFLOW_TRACKING_PASSWORD", PASSWORD);
            try (Registry registry = MlflowRegistry.open(Tracking.of(server.uri(), environment), spark)) {
                String run = registry.startRun(new RunStart("auth", "train", null, "train", null, null));
                ModelDirectory trained =
                        new ModelDirectory(lake.resolve("trained").toString(), spark);
                trained.write(TinyModel.contents(spark, run));
                ModelVersion version = registry.register("demo", run, trained.path());

                String fetched = registry.fetch(version, lake.resolve("cache").toString());

                assertThat(new ModelDirectory(fetched, spark).card()).isEqualTo(trained.card());
            }
            assertThatThrownBy(() -> Registry.open(server.uri(), spark, null))
                    .isInstanceOf(ModelsException.class)
                    .hasMessageStartingWith("Cannot open the registry at " + server.uri() + ": the server answered 401")
                    .hasMessageEndingWith("or MLFLOW_TRACKING_TOKEN.");
            assertThatThrownBy(() -> Registry.open(server.uri().replace("//", "//admin:wr0ng@"), spark, null))
                    .isInstanceOf(ModelsException.class)
                    .hasMessageContaining("the server answered 401")
                    .hasMessageNotContaining("wr0ng");
        }
    }
}
