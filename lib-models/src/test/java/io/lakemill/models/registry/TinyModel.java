package io.lakemill.models.registry;

import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A real model that is trained in seconds: text in, numbers in, text out. */
final class TinyModel {
    static final StructType INPUTS = StructType.fromDDL("kind STRING, age DOUBLE NOT NULL, count INT NOT NULL");

    private TinyModel() {}

    static Dataset<Row> rows(SparkSession spark) {
        return spark.createDataFrame(
                List.of(
                        RowFactory.create("old", "a", 1.5, 1),
                        RowFactory.create("new", "b", 0.5, 9),
                        RowFactory.create("old", "a", 7.25, 2),
                        RowFactory.create("new", "b", 0.125, 8),
                        RowFactory.create("worn", "c", 9.5, 7),
                        RowFactory.create("worn", "c", 8.5, 6)),
                new StructType()
                        .add("label", DataTypes.StringType)
                        .add("kind", DataTypes.StringType)
                        .add("age", DataTypes.DoubleType, false)
                        .add("count", DataTypes.IntegerType, false));
    }

    static PipelineModel train(SparkSession spark) {
        Dataset<Row> rows = rows(spark);
        var label = new StringIndexer()
                .setInputCol("label")
                .setOutputCol("label_index")
                .fit(rows);
        Dataset<Row> labelled = label.transform(rows);
        return new Pipeline()
                .setStages(new PipelineStage[] {
                    new StringIndexer().setInputCol("kind").setOutputCol("kind_index"),
                    new VectorAssembler()
                            .setInputCols(new String[] {"kind_index", "age", "count"})
                            .setOutputCol("features"),
                    new RandomForestClassifier()
                            .setNumTrees(3)
                            .setMaxDepth(3)
                            .setSeed(1)
                            .setLabelCol("label_index")
                            .setPredictionCol("class"),
                    new IndexToString()
                            .setInputCol("class")
                            .setOutputCol("prediction")
                            .setLabels(label.labelsArray()[0])
                })
                .fit(labelled);
    }

    static ModelDirectory.Contents contents(SparkSession spark, String run) {
        return new ModelDirectory.Contents(
                train(spark), INPUTS, DataTypes.StringType, "{\"model\": \"tiny\"}", "pipeline = tiny\n", run);
    }
}
