package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakemill.models.MlflowServer;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MlflowServer.Extension.class)
class MlflowRegistryTest extends RegistryContract {
    private final MlflowServer server;

    MlflowRegistryTest(MlflowServer server) {
        this.server = server;
    }

    @Override
    Registry open(SparkSession session, Path folder) {
        return Registry.open(server.uri(), session, null);
    }

    @Test
    void aReasonIsATagOfTheVersion() {
        String model = unique("model");
        registry().register(model, run(model, "1"), trained());
        registry().setAlias(model, "champion", "1", "auc 0.91 against 0.88");

        assertThat(registry().byAlias(model, "champion").orElseThrow().tags())
                .containsEntry("lakemill.champion.reason", "auc 0.91 against 0.88");
    }
}
