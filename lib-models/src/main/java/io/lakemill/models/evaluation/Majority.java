package io.lakemill.models.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.lakemill.models.Target;
import io.lakemill.models.Task;
import io.lakemill.models.scoring.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The model that looks at nothing: always the most frequent class, with the classes' shares as probabilities. */
final class Majority {
    private Majority() {}

    static Dataset<Row> predictions(Dataset<Row> rows, Target target, Map<String, Long> trainingRows) {
        String majority = majority(target, trainingRows);
        List<Column> columns = new ArrayList<>();
        columns.add(col(target.quotedLabel()));
        columns.add(lit(majority).cast(target.type()).as(Predictions.PREDICTION));
        if (target.task() == Task.BINARY) {
            columns.add(lit(share(target.positive(), trainingRows)).as(Predictions.PROBABILITY));
        } else {
            columns.add(lit(share(majority, trainingRows)).as(Predictions.PROBABILITY));
            columns.add(shares(target, trainingRows).as(Predictions.PROBABILITIES));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private static String majority(Target target, Map<String, Long> rows) {
        String majority = target.classes().get(0);
        for (String value : target.classes()) {
            if (rows.getOrDefault(value, 0L) > rows.getOrDefault(majority, 0L)) {
                majority = value;
            }
        }
        return majority;
    }

    private static double share(String value, Map<String, Long> rows) {
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        return rows.getOrDefault(value, 0L) / (double) all;
    }

    private static Column shares(Target target, Map<String, Long> rows) {
        return functions.map(target.classes().stream()
                .flatMap(value -> List.of(lit(value), lit(share(value, rows))).stream())
                .toArray(Column[]::new));
    }
}
