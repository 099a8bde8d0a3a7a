package io.lakemill.models.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that tell MLflow in Python what a saved Spark model is and which packages read it.
 *
 * <p>{@code MLmodel} is written as JSON, which is YAML too: the same text is what a server wants for its run page.
 */
final class MlModelFile {
    static final String NAME = "MLmodel";
    static final String SPARK_MODEL = "sparkml";

    /** The release whose layout this is; later ones read it. */
    private static final String MLFLOW = "2.17.2";

    private static final String PYTHON = "3.11.7";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
    private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+\\.\\d+");

    private MlModelFile() {}

    /** All files but the model itself: text by name. */
    static Map<String, String> files(ModelDirectory.Contents contents, String sparkVersion) {
        String spark = release(sparkVersion);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("requirements.txt", requirements(spark));
        files.put("python_env.yaml", pythonEnvironment());
        files.put("conda.yaml", condaEnvironment(spark));
        files.put(NAME, model(contents, spark).toPrettyString() + "\n");
        return files;
    }

    private static ObjectNode model(ModelDirectory.Contents contents, String spark) {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        model.put("artifact_path", "model");
        ObjectNode flavors = model.putObject("flavors");
        ObjectNode python = flavors.putObject("python_function")
                .put("loader_module", "mlflow.spark")
                .put("data", SPARK_MODEL)
                .put("python_version", PYTHON);
        python.putObject("env").put("conda", "conda.yaml").put("virtualenv", "python_env.yaml");
        flavors.putObject("spark")
                .put("model_data", SPARK_MODEL)
                .put("pyspark_version", spark)
                .putNull("code");
        model.put("mlflow_version", MLFLOW);
        model.put("model_uuid", UUID.randomUUID().toString().replace("-", ""));
        model.put("run_id", contents.run());
        model.putObject("signature")
                .put("inputs", Signature.inputs(contents.inputs()))
                .put("outputs", Signature.output(contents.prediction()));
        model.put("utc_time_created", TIME.format(LocalDateTime.now(ZoneOffset.UTC)));
        return model;
    }

    /** Platforms add their own words to Spark's version, which no Python package has. */
    private static String release(String sparkVersion) {
        Matcher release = RELEASE.matcher(sparkVersion);
        return release.lookingAt() ? release.group() : sparkVersion;
    }

    private static String requirements(String spark) {
        return "mlflow>=" + MLFLOW + "\npyspark==" + spark + "\npandas<3\n";
    }

    private static String pythonEnvironment() {
        return "python: " + PYTHON + "\ndependencies:\n- -r requirements.txt\n";
    }

    private static String condaEnvironment(String spark) {
        return "name: mlflow-env\nchannels:\n- conda-forge\ndependencies:\n- python=" + PYTHON
                + "\n- pip\n- pip:\n  - mlflow>=" + MLFLOW + "\n  - pyspark==" + spark + "\n  - pandas<3\n";
    }
}
