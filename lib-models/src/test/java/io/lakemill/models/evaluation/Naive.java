package io.lakemill.models.evaluation;

/** Metrics by their definitions, every row against every other. */
final class Naive {
    private Naive() {}

    /** The probability that a positive row scores above a negative one, ties counted half. */
    static double auc(int[] truth, double[] score) {
        double wins = 0;
        double pairs = 0;
        for (int i = 0; i < truth.length; i++) {
            for (int j = 0; j < truth.length; j++) {
                if (truth[i] == 1 && truth[j] == 0) {
                    pairs++;
                    wins += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
                }
            }
        }
        return wins / pairs;
    }

    /** The mean over positive rows of the precision among the rows that score as high. */
    static double averagePrecision(int[] truth, double[] score) {
        double sum = 0;
        double positives = 0;
        for (int i = 0; i < truth.length; i++) {
            double above = 0;
            double hits = 0;
            for (int j = 0; j < truth.length; j++) {
                above += score[j] >= score[i] ? 1 : 0;
                hits += score[j] >= score[i] ? truth[j] : 0;
            }
            sum += truth[i] * hits / above;
            positives += truth[i];
        }
        return sum / positives;
    }

    static double logLoss(int[] truth, double[] score) {
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            double own = truth[i] == 1 ? score[i] : 1 - score[i];
            sum -= Math.log(Math.min(Math.max(own, Math.ulp(1.0)), 1 - Math.ulp(1.0)));
        }
        return sum / truth.length;
    }

    static double f1(int[] truth, double[] score) {
        double hits = 0;
        double either = 0;
        for (int i = 0; i < truth.length; i++) {
            int predicted = score[i] > 0.5 ? 1 : 0;
            hits += truth[i] * predicted;
            either += truth[i] + predicted;
        }
        return 2 * hits / either;
    }
}
