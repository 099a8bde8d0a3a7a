"""Loads a registered model as a Python user would, and prints what it predicts as JSON.

load_model.py MODEL_URI ROWS: ROWS is a JSON list of objects; MLFLOW_TRACKING_URI names the server.
"""

import json
import sys

import mlflow
import pandas as pd
from pyspark.sql import SparkSession

uri, rows = sys.argv[1], pd.DataFrame(json.loads(sys.argv[2]))
rows["count"] = rows["count"].astype("int32")
spark = (
    SparkSession.builder.master("local[1]")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "1")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")

spark_model = mlflow.spark.load_model(uri)
scored = spark_model.transform(spark.createDataFrame(rows)).select("prediction", "probability").collect()
pyfunc_model = mlflow.pyfunc.load_model(uri)
result = {
    "spark": [row["prediction"] for row in scored],
    "probability": [list(row["probability"]) for row in scored],
    "pyfunc": list(pyfunc_model.predict(rows)),
    "inputs": [column.name for column in pyfunc_model.metadata.signature.inputs],
    "run": pyfunc_model.metadata.run_id,
}
print(json.dumps(result))
