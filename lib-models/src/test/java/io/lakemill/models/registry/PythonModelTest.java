package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakemill.models.MlflowServer;
import io.lakemill.models.PythonEnvironment;
import io.lakemill.models.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model goes from the JVM to Python and from Python to the JVM, through a real server. */
@ExtendWith({TestSpark.class, MlflowServer.Extension.class})
class PythonModelTest {
    private static final Path SCRIPTS = Path.of("src/test/resources");

    @Test
    void pythonPredictsWhatTheJvmPredicts(SparkSession spark, MlflowServer server, @TempDir Path lake)
            throws Exception {
        try (Registry registry = Registry.open(server.uri(), spark, null)) {
            String run = registry.startRun(new RunStart("python", "train", null, "to python", null, null));
            ModelDirectory trained = new ModelDirectory(lake.resolve("trained").toString(), spark);
            trained.write(TinyModel.contents(spark, run));
            registry.register("to-python", run, trained.path());
            registry.setAlias("to-python", "champion", "1", "the only one");
            Dataset<Row> rows = TinyModel.rows(spark).drop("label");

            JsonNode python = new ObjectMapper()
                    .readTree(PythonEnvironment.python(
                            SCRIPTS.resolve("load_model.py"),
                            List.of(
                                    "models:/to-python@champion",
                                    "[" + String.join(",", rows.toJSON().collectAsList()) + "]"),
                            Map.of("MLFLOW_TRACKING_URI", server.uri())));

            List<Row> own = trained.load()
                    .transform(rows)
                    .select("prediction", "probability")
                    .collectAsList();
            List<String> predictions = own.stream().map(row -> row.getString(0)).toList();
            List<List<Double>> probabilities =
                    own.stream().map(row -> numbers(row.getAs(1))).toList();
            assertThat(predictions).contains("old", "new", "worn");
            assertThat(texts(python.get("spark"))).isEqualTo(predictions);
            assertThat(texts(python.get("pyfunc"))).isEqualTo(predictions);
            assertThat(python.get("probability").toString())
                    .isEqualTo(new ObjectMapper().valueToTree(probabilities).toString());
            assertThat(texts(python.get("inputs"))).containsExactly("kind", "age", "count");
            assertThat(python.get("run").asText()).isEqualTo(run);
        }
    }

    @Test
    void aModelThatPythonLoggedIsReadHere(SparkSession spark, MlflowServer server, @TempDir Path lake) {
        PythonEnvironment.python(
                SCRIPTS.resolve("log_model.py"), List.of("from-python"), Map.of("MLFLOW_TRACKING_URI", server.uri()));

        try (Registry registry = Registry.open(server.uri(), spark, null)) {
            ModelVersion version = registry.version("from-python", "1").orElseThrow();
            ModelDirectory fetched = new ModelDirectory(registry.fetch(version, lake.toString()), spark);

            assertThat(fetched.load()
                            .transform(spark.sql("SELECT 21.0D AS x"))
                            .select("prediction")
                            .first()
                            .get(0))
                    .isEqualTo(42.0);
            assertThat(fetched.card()).isEmpty();
        }
    }

    private static List<Double> numbers(Vector vector) {
        List<Double> numbers = new ArrayList<>();
        for (double number : vector.toArray()) {
            numbers.add(number);
        }
        return numbers;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
