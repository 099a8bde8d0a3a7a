package io.lakemill.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lakemill.models.ModelsException;
import io.lakemill.models.Target;
import io.lakemill.models.Task;
import io.lakemill.models.TestSpark;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestSpark.class)
class PredictionsTest {
    private static final Target GRADE = new Target(Task.MULTICLASS, "grade", "INT", List.of("9", "10", "100"), null);

    @Test
    void marginsBecomeProbabilitiesThatSumToOne(SparkSession spark) {
        Row row = Predictions.predict(
                        model(spark, "10", "rawPrediction", -1, 0.25, -500),
                        GRADE,
                        spark.range(1).toDF())
                .head();

        double nine = 1 / (1 + Math.exp(2));
        double ten = 1 / (1 + Math.exp(-0.5));
        Map<String, Double> probabilities = row.getJavaMap(3);
        assertThat(row.schema().fieldNames()).containsExactly("id", "prediction", "probability", "probabilities");
        assertThat(row.getInt(1)).isEqualTo(10);
        assertThat(row.getDouble(2)).isCloseTo(ten / (nine + ten), within(1e-15));
        assertThat(probabilities.get("9")).isCloseTo(nine / (nine + ten), within(1e-15));
        assertThat(probabilities.get("100")).isLessThan(1e-300);
    }

    @Test
    void theProbabilityIsThatOfThePositiveClass(SparkSession spark) {
        Target churn = new Target(Task.BINARY, "churn", "STRING", List.of("No", "Yes"), "No");
        Row row = Predictions.predict(
                        model(spark, "Yes", "probability", 0.3, 0.7),
                        churn,
                        spark.range(1).toDF("the key"))
                .head();
        assertThat(row.schema().fieldNames()).containsExactly("the key", "prediction", "probability");
        assertThat(row.getString(1)).isEqualTo("Yes");
        assertThat(row.getDouble(2)).isEqualTo(0.3);
    }

    @Test
    void theRowsOwnColumnsAreNotOverwritten(SparkSession spark) {
        assertThatThrownBy(() -> Predictions.predict(
                        new SQLTransformer(), GRADE, spark.range(1).toDF("Probability")))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot score: the rows have a column Probability already, and the model adds one of that"
                        + " name. Rename or leave out the rows' own.");
        assertThatThrownBy(() -> Predictions.predict(
                        new SQLTransformer(), GRADE, spark.range(1).toDF("a.b")))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot score: column a.b has a dot in its name, which Spark's models take for a field of a"
                        + " struct. Rename or leave out the column.");
    }

    /** Gives every row the same prediction and the same vector. */
    private static Transformer model(SparkSession spark, String prediction, String vector, double... values) {
        String[] names =
                IntStream.range(0, values.length).mapToObj(i -> "v" + i).toArray(String[]::new);
        String columns = IntStream.range(0, values.length)
                .mapToObj(i -> values[i] + "D AS v" + i)
                .collect(Collectors.joining(", "));
        PipelineStage[] stages = {
            new SQLTransformer()
                    .setStatement("SELECT *, '" + prediction + "' AS prediction, " + columns + " FROM __THIS__"),
            new VectorAssembler().setInputCols(names).setOutputCol(vector)
        };
        return new Pipeline().setStages(stages).fit(spark.range(1).toDF());
    }
}
