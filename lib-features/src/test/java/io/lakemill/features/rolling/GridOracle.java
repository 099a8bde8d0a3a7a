package io.lakemill.features.rolling;

import io.lakemill.features.Attribute;
import io.lakemill.features.Count;
import io.lakemill.features.Feature;
import io.lakemill.features.FeatureTable;
import io.lakemill.features.Latest;
import io.lakemill.features.Rolling;
import io.lakemill.features.Source;
import io.lakemill.features.Stat;
import io.lakemill.features.TimeSince;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The rule of time, taken literally: looks at every event for every row. */
final class GridOracle {
    private final FeatureTable table;
    private final Map<String, Source> sources;
    private final List<List<String>> values;

    GridOracle(FeatureTable table, Map<String, Source> sources, List<List<String>> values) {
        this.table = table;
        this.sources = sources;
        this.values = values;
    }

    /** The rows by their entity's keys and step. */
    Map<List<Object>, List<Object>> rows(List<Event> events, long from, long to) {
        Map<List<Object>, List<Event>> entities = new LinkedHashMap<>();
        for (Event event : events) {
            boolean complete = event.key().stream().allMatch(Objects::nonNull)
                    && (event.time() != null || sources.get(event.source()).time() == null);
            if (complete && (event.time() == null || event.time() <= to)) {
                entities.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(event);
            }
        }
        Map<List<Object>, List<Object>> rows = new HashMap<>();
        entities.forEach((key, own) -> {
            long first = own.stream()
                    .filter(event -> event.time() != null)
                    .mapToLong(Event::time)
                    .min()
                    .orElse(from);
            for (long t = from; t <= to; t += micros(table.every())) {
                if (t >= first) {
                    List<Object> id = new ArrayList<>(key);
                    id.add(t);
                    rows.put(id, row(own, t));
                }
            }
        });
        return rows;
    }

    private List<Object> row(List<Event> events, long t) {
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < table.features().size(); i++) {
            Feature feature = table.features().get(i);
            List<Event> visible = events.stream()
                    .filter(event -> event.source().equals(feature.from()))
                    .filter(event -> event.time() == null || visibleAt(event) <= t)
                    .toList();
            row.addAll(columns(feature, values.get(i), visible, t));
        }
        return row;
    }

    private List<Object> columns(Feature feature, List<String> values, List<Event> visible, long t) {
        if (feature instanceof Rolling rolling) {
            return rolling(rolling, visible, t);
        }
        if (feature instanceof Count count) {
            return count.windows().stream()
                    .flatMap(window -> parts(feature, values).map(part -> (Object) visible.stream()
                            .filter(part)
                            .filter(event -> visibleAt(event) > t - micros(window.length()))
                            .count()))
                    .toList();
        }
        if (feature instanceof TimeSince since) {
            return nullable(parts(feature, values)
                    .map(part -> visible.stream()
                            .filter(part)
                            .map(Event::time)
                            .max(Comparator.naturalOrder())
                            .map(time -> (t - time) / since.unit().micros())
                            .orElse(null)));
        }
        if (feature instanceof Latest latest) {
            String rank = sources.get(latest.from()).tieBreak();
            Comparator<Event> order = Comparator.comparing(Event::time);
            Event newest = visible.stream()
                    .max(
                            rank == null
                                    ? order
                                    : order.thenComparing(
                                            event -> (Integer) event.values().get(rank)))
                    .filter(event -> latest.lookback() == null || t - visibleAt(event) <= micros(latest.lookback()))
                    .orElse(null);
            return nullable(latest.columns().stream().map(column -> value(newest, column)));
        }
        Event only = visible.isEmpty() ? null : visible.get(0);
        return nullable(((Attribute) feature).columns().stream().map(column -> value(only, column)));
    }

    private List<Object> rolling(Rolling rolling, List<Event> visible, long t) {
        List<Object> row = new ArrayList<>();
        for (String column : rolling.columns()) {
            rolling.windows().forEach(window -> {
                List<Double> numbers = visible.stream()
                        .filter(event -> visibleAt(event) > t - micros(window.length()))
                        .map(event -> (Number) event.values().get(column))
                        .filter(Objects::nonNull)
                        .map(Number::doubleValue)
                        .toList();
                rolling.stats().forEach(stat -> row.add(stat(stat, numbers)));
            });
        }
        return row;
    }

    static Object stat(Stat stat, List<Double> numbers) {
        int n = numbers.size();
        return switch (stat) {
            case COUNT -> (Object) (long) n;
            case SUM -> sum(numbers);
            case MEAN -> n == 0 ? null : (Object) (sum(numbers) / n);
            case STDDEV -> n < 2 ? null : (Object) stddev(numbers);
            case MIN ->
                n == 0 ? null : (Object) numbers.stream().reduce(Math::min).orElseThrow();
            case MAX ->
                n == 0 ? null : (Object) numbers.stream().reduce(Math::max).orElseThrow();
        };
    }

    private static double sum(List<Double> numbers) {
        return numbers.stream().allMatch(Double::isFinite)
                ? exactSum(numbers).doubleValue()
                : numbers.stream().reduce(0.0, Double::sum);
    }

    private static double stddev(List<Double> numbers) {
        if (!numbers.stream().allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        BigDecimal n = BigDecimal.valueOf(numbers.size());
        BigDecimal mean = exactSum(numbers).divide(n, MathContext.DECIMAL128);
        BigDecimal squares = numbers.stream()
                .map(number -> new BigDecimal(number).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return squares.divide(n.subtract(BigDecimal.ONE), MathContext.DECIMAL128)
                .sqrt(MathContext.DECIMAL64)
                .doubleValue();
    }

    private static BigDecimal exactSum(List<Double> numbers) {
        return numbers.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private Stream<Predicate<Event>> parts(Feature feature, List<String> values) {
        return feature.splitBy()
                .map(by -> values.stream()
                        .<Predicate<Event>>map(
                                value -> event -> value.equals(event.values().get(by))))
                .orElse(Stream.of(event -> true));
    }

    private long visibleAt(Event event) {
        return event.time() + micros(sources.get(event.source()).delay());
    }

    private static Object value(Event event, String column) {
        return event == null ? null : event.values().get(column);
    }

    private static List<Object> nullable(Stream<?> values) {
        return new ArrayList<>(
                values.map(Object.class::cast).collect(ArrayList::new, ArrayList::add, ArrayList::addAll));
    }

    private static long micros(Duration length) {
        return length.toNanos() / 1_000;
    }
}
