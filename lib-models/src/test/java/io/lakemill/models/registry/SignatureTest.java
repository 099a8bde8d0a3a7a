package io.lakemill.models.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakemill.models.ModelsException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureTest {
    @ParameterizedTest
    @CsvSource({
        "TINYINT, integer",
        "SMALLINT, integer",
        "INT, integer",
        "BIGINT, long",
        "FLOAT, float",
        "DOUBLE, double",
        "BOOLEAN, boolean",
        "STRING, string",
        "BINARY, binary",
        "DATE, datetime",
        "TIMESTAMP, datetime"
    })
    void aColumnHasMlflowsType(String spark, String mlflow) {
        assertThat(Signature.inputs(StructType.fromDDL("`a b` " + spark)))
                .isEqualTo("[{\"type\":\"" + mlflow + "\",\"name\":\"a b\",\"required\":false}]");
    }

    @Test
    void listsAndStructsAreNested() {
        assertThat(Signature.inputs(StructType.fromDDL("xs ARRAY<STRUCT<a: INT NOT NULL>> NOT NULL")))
                .isEqualTo("[{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":"
                        + "{\"a\":{\"type\":\"integer\",\"required\":true}}},\"name\":\"xs\",\"required\":true}]");
    }

    @Test
    void thePredictionHasNoName() {
        assertThat(Signature.output(DataTypes.DoubleType)).isEqualTo("[{\"type\":\"double\",\"required\":true}]");
    }

    @Test
    void aDecimalIsRefused() {
        assertThatThrownBy(() -> Signature.inputs(StructType.fromDDL("s STRUCT<price: DECIMAL(10,2)>")))
                .isInstanceOf(ModelsException.class)
                .hasMessage("Cannot write the signature of the model: column s.price is DECIMAL(10,2), which MLflow's"
                        + " signatures do not have. Cast it, a decimal to double for example.");
    }
}
