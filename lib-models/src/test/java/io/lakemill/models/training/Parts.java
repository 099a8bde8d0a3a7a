package io.lakemill.models.training;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Machines' parts that wear out: rows whose labels follow from their features, with some noise and some nulls. */
final class Parts {
    static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    static final List<String> FEATURES = List.of("volt", "age", "make", "serviced", "load kg", "empty", "same");

    private static final StructType SCHEMA = StructType.fromDDL(
            "id INT, time TIMESTAMP, volt DOUBLE, age INT, make STRING,"
                    + " serviced BOOLEAN, `load kg` DECIMAL(6,2), empty DOUBLE, same STRING, wear STRING, broken BOOLEAN, grade INT");

    private Parts() {}

    /** {@code n} rows of ten parts, every three hours, with the labels wear (three classes), broken and grade. */
    static Dataset<Row> rows(SparkSession spark, int n) {
        return of(spark, list(n));
    }

    static Dataset<Row> of(SparkSession spark, List<Row> rows) {
        return spark.createDataFrame(rows, SCHEMA);
    }

    static List<Row> list(int n) {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double volt = 150 + 20 * random.nextGaussian();
            int age = random.nextInt(20);
            String make = List.of("acme", "bolt", "core").get(random.nextInt(3));
            double wear = (volt - 150) / 20 + age / 8.0 + (make.equals("bolt") ? 1 : 0) + 0.4 * random.nextGaussian();
            rows.add(row(i, volt, age, make, random, wear));
        }
        return rows;
    }

    private static Row row(int i, double volt, int age, String make, Random random, double wear) {
        return RowFactory.create(
                i % 10,
                Timestamp.from(START.plusSeconds(10_800L * (i / 10))),
                i % 13 == 0 ? null : i % 29 == 0 ? Double.NaN : volt,
                i % 17 == 0 ? null : age,
                i % 19 == 0 ? null : make,
                i % 23 == 0 ? null : random.nextBoolean(),
                BigDecimal.valueOf(random.nextInt(10_000), 2),
                null,
                "x",
                wear < 0.8 ? "none" : wear < 2 ? "comp1" : "comp2",
                wear > 1.3,
                wear < 0.8 ? 9 : wear < 2 ? 10 : 100);
    }
}
