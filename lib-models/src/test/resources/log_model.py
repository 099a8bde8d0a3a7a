"""Logs and registers a Spark model as a Python user would: log_model.py MODEL_NAME."""

import sys

import mlflow
from pyspark.ml import Pipeline
from pyspark.ml.feature import SQLTransformer
from pyspark.sql import SparkSession

spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .getOrCreate()
)
model = Pipeline(stages=[SQLTransformer(statement="SELECT *, 2 * x AS prediction FROM __THIS__")]).fit(
    spark.createDataFrame([(1.0,)], ["x"])
)
with mlflow.start_run():
    mlflow.spark.log_model(model, "model", registered_model_name=sys.argv[1])
