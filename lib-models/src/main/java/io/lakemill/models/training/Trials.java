package io.lakemill.models.training;

import io.lakemill.models.ModelsException;
import io.lakemill.models.evaluation.Metric;
import io.lakemill.models.learners.Params;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** A search's trials, some at a time, with the best of those that have ended. */
final class Trials {
    /** Metrics are sums of doubles in no fixed order: what differs by less is a tie. */
    private static final double TIE = 1e-9;

    /** Learns with some parameters and measures what was learned on validation rows. */
    @FunctionalInterface
    interface Trial {
        Map<String, Double> metrics(Params params, int number) throws Exception;
    }

    private final Metric metric;
    private final Progress progress;
    private final List<TrialResult> ended = new ArrayList<>();

    Trials(Metric metric, Progress progress) {
        this.metric = metric;
        this.progress = progress;
    }

    /** Runs them all; the results are in the candidates' order. */
    List<TrialResult> run(List<Params> candidates, int parallel, Trial trial) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(parallel, candidates.size()));
        try {
            List<Future<TrialResult>> running = IntStream.range(0, candidates.size())
                    .mapToObj(i -> threads.submit(() -> run(trial, candidates.get(i), i + 1, candidates.size())))
                    .toList();
            List<TrialResult> results = new ArrayList<>();
            for (Future<TrialResult> one : running) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while trials were running", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private TrialResult run(Trial trial, Params params, int number, int of) {
        long start = System.nanoTime();
        Map<String, Double> metrics = Map.of();
        String error = null;
        try {
            metrics = trial.metrics(params, number);
        } catch (Exception e) {
            error = reason(e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        TrialResult result = new TrialResult(number, params, metrics, metrics.get(metric.name()), error, took);
        end(result, of);
        return result;
    }

    /** Spark wraps a cause into stack traces of its tasks; what a person can use is the first line of the innermost. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString().lines().findFirst().orElseThrow();
    }

    private synchronized void end(TrialResult result, int of) {
        ended.add(result);
        progress.trialEnded(result, ended.size(), of, best(ended));
    }

    /** The one with the best score, the first of those that tie. */
    TrialResult best(TrainingSet set, List<TrialResult> results) {
        TrialResult best = best(results);
        if (best == null) {
            throw none(set, results);
        }
        return best;
    }

    private TrialResult best(List<TrialResult> results) {
        TrialResult best = null;
        List<TrialResult> inOrder = results.stream()
                .filter(result -> result.score() != null)
                .sorted(Comparator.comparingInt(TrialResult::number))
                .toList();
        for (TrialResult result : inOrder) {
            if (best == null || gain(result, best) > TIE) {
                best = result;
            }
        }
        return best;
    }

    private double gain(TrialResult result, TrialResult over) {
        double difference = result.score() - over.score();
        return metric.greaterIsBetter() ? difference : -difference;
    }

    private ModelsException none(TrainingSet set, List<TrialResult> results) {
        List<String> causes = results.stream()
                .map(result -> result.error() == null ? metric.name() + " is not defined" : result.error())
                .distinct()
                .limit(3)
                .toList();
        return set.cannot("none of " + results.size() + " trials gave a model to compare: " + String.join("; ", causes)
                + ". Change the learner's parameters, or the metric.");
    }
}
