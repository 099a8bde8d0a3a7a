package io.lakemill.models.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * How many rows of each class were predicted as each class.
 *
 * @param classes the classes, in the order of the counts
 * @param counts {@code counts.get(i).get(j)} rows are of class i and were predicted as class j
 */
public record Confusion(List<String> classes, List<List<Long>> counts) {
    public Confusion {
        classes = List.copyOf(classes);
        counts = counts.stream().map(List::copyOf).toList();
    }

    /** From rows of (class, predicted class, number). */
    static Confusion of(List<String> known, List<Row> cells) {
        Set<String> classes = new LinkedHashSet<>(known);
        cells.forEach(cell -> classes.add(cell.getString(0)));
        List<String> order = List.copyOf(classes);
        long[][] counts = new long[order.size()][order.size()];
        for (Row cell : cells) {
            counts[order.indexOf(cell.getString(0))][order.indexOf(cell.getString(1))] = cell.getLong(2);
        }
        List<List<Long>> lists = new ArrayList<>();
        for (long[] row : counts) {
            lists.add(IntStream.range(0, row.length).mapToObj(j -> row[j]).toList());
        }
        return new Confusion(order, lists);
    }

    /** How many rows there are. */
    public long rows() {
        return IntStream.range(0, classes.size()).mapToLong(this::rowsOf).sum();
    }

    /** How many rows each class has. */
    public Map<String, Long> rowsPerClass() {
        Map<String, Long> rows = new LinkedHashMap<>();
        IntStream.range(0, classes.size()).forEach(i -> rows.put(classes.get(i), rowsOf(i)));
        return rows;
    }

    /** The same counts by class and predicted class. */
    public Map<String, Map<String, Long>> asMap() {
        Map<String, Map<String, Long>> byClass = new LinkedHashMap<>();
        for (int i = 0; i < classes.size(); i++) {
            Map<String, Long> predicted = new LinkedHashMap<>();
            for (int j = 0; j < classes.size(); j++) {
                predicted.put(classes.get(j), counts.get(i).get(j));
            }
            byClass.put(classes.get(i), predicted);
        }
        return byClass;
    }

    private long rowsOf(int i) {
        return counts.get(i).stream().mapToLong(Long::longValue).sum();
    }

    private long predictedAs(int j) {
        return counts.stream().mapToLong(row -> row.get(j)).sum();
    }

    private long hits(int i) {
        return counts.get(i).get(i);
    }

    private double recall(int i) {
        return ratio(hits(i), rowsOf(i));
    }

    private double precision(int i) {
        return ratio(hits(i), predictedAs(i));
    }

    private double f1(int i) {
        return ratio(2 * hits(i), rowsOf(i) + predictedAs(i));
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }

    Map<String, Double> metrics() {
        Map<String, Double> metrics = new TreeMap<>();
        int[] present = IntStream.range(0, classes.size())
                .filter(i -> rowsOf(i) + predictedAs(i) > 0)
                .toArray();
        double hits = IntStream.of(present).mapToLong(this::hits).sum();
        metrics.put("accuracy", hits / rows());
        metrics.put(
                "macro-recall",
                IntStream.of(present).mapToDouble(this::recall).average().orElseThrow());
        metrics.put(
                "macro-precision",
                IntStream.of(present).mapToDouble(this::precision).average().orElseThrow());
        metrics.put(
                "macro-f1",
                IntStream.of(present).mapToDouble(this::f1).average().orElseThrow());
        double weighted =
                IntStream.of(present).mapToDouble(i -> f1(i) * rowsOf(i)).sum();
        metrics.put("weighted-f1", weighted / rows());
        for (String value : classes) {
            metricsOf(value).forEach((name, metric) -> metrics.put(name + "(" + value + ")", metric));
        }
        return metrics;
    }

    /** Precision, recall and F1 of one class, without those that are not defined. */
    Map<String, Double> metricsOf(String value) {
        int i = classes.indexOf(value);
        Map<String, Double> metrics = new TreeMap<>();
        if (rowsOf(i) > 0) {
            metrics.put("recall", recall(i));
        }
        if (predictedAs(i) > 0) {
            metrics.put("precision", precision(i));
        } else if (rowsOf(i) > 0) {
            metrics.put("precision", 0.0);
        }
        if (rowsOf(i) + predictedAs(i) > 0) {
            metrics.put("f1", f1(i));
        }
        return metrics;
    }
}
