package io.lakemill.models.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakemill.models.ModelsException;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Spark's column types in the JSON of an MLflow model signature. */
final class Signature {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<DataType, String> SCALARS = Map.ofEntries(
            Map.entry(DataTypes.ByteType, "integer"),
            Map.entry(DataTypes.ShortType, "integer"),
            Map.entry(DataTypes.IntegerType, "integer"),
            Map.entry(DataTypes.LongType, "long"),
            Map.entry(DataTypes.FloatType, "float"),
            Map.entry(DataTypes.DoubleType, "double"),
            Map.entry(DataTypes.BooleanType, "boolean"),
            Map.entry(DataTypes.StringType, "string"),
            Map.entry(DataTypes.BinaryType, "binary"),
            Map.entry(DataTypes.DateType, "datetime"),
            Map.entry(DataTypes.TimestampType, "datetime"));

    private Signature() {}

    static String inputs(StructType columns) {
        ArrayNode all = JSON.arrayNode();
        for (StructField column : columns.fields()) {
            all.add(type(column.name(), column.dataType())
                    .put("name", column.name())
                    .put("required", !column.nullable()));
        }
        return all.toString();
    }

    /** The one unnamed column that {@code mlflow.pyfunc} gives. */
    static String output(DataType prediction) {
        return JSON.arrayNode()
                .add(type("prediction", prediction).put("required", true))
                .toString();
    }

    private static ObjectNode type(String column, DataType type) {
        ObjectNode json = JSON.objectNode();
        if (SCALARS.containsKey(type)) {
            return json.put("type", SCALARS.get(type));
        }
        if (type instanceof ArrayType array) {
            return json.put("type", "array").set("items", type(column, array.elementType()));
        }
        if (type instanceof StructType struct) {
            return json.put("type", "object").set("properties", properties(column, struct));
        }
        throw new ModelsException("Cannot write the signature of the model: column " + column + " is " + type.sql()
                + ", which MLflow's signatures do not have. Cast it, a decimal to double for example.");
    }

    private static ObjectNode properties(String column, StructType struct) {
        ObjectNode all = JSON.objectNode();
        for (StructField field : struct.fields()) {
            all.set(
                    field.name(),
                    type(column + "." + field.name(), field.dataType()).put("required", !field.nullable()));
        }
        return all;
    }
}
