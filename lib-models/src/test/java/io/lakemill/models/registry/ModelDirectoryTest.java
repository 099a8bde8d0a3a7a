package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakemill.models.ModelsException;
import io.lakemill.models.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestSpark.class)
class ModelDirectoryTest {
    @Test
    void whatAKilledWriteLeftIsReplaced(SparkSession spark, @TempDir Path folder) throws Exception {
        Path path = folder.resolve("model 1");
        ModelDirectory directory = new ModelDirectory(path.toString(), spark);
        Files.createDirectories(path.resolve("model/sparkml"));
        Files.writeString(path.resolve("model/left"), "behind");

        assertThat(directory.isComplete()).isFalse();
        directory.write(TinyModel.contents(spark, "r1"));

        assertThat(directory.isComplete()).isTrue();
        assertThat(path.resolve("model/left")).doesNotExist();
        assertThat(path.resolve("model"))
                .isDirectoryContaining("glob:**/{requirements.txt,conda.yaml,python_env.yaml}");
        JsonNode description =
                new ObjectMapper().readTree(directory.description().orElseThrow());
        assertThat(description.at("/run_id").asText()).isEqualTo("r1");
        assertThat(description.at("/flavors/spark/pyspark_version").asText()).isEqualTo(spark.version());
        assertThat(description.at("/signature/outputs").asText())
                .isEqualTo("[{\"type\":\"string\",\"required\":true}]");
        assertThat(description.at("/utc_time_created").asText())
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        assertThat(directory.load().stages()).hasSize(4);
    }

    @Test
    void anotherFolderIsNoModel(SparkSession spark, @TempDir Path folder) {
        assertThatThrownBy(() -> new ModelDirectory(folder.toString(), spark).load())
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot load the model at " + folder + ": it has no model/sparkml, so it is not a Spark ML"
                        + " model. Name a version that was trained here or logged with mlflow.spark.log_model.");
    }
}
