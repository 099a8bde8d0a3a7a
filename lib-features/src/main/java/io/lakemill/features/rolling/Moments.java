package io.lakemill.features.rolling;

import io.lakemill.features.Stat;
import java.util.List;

/**
 * Mergeable summaries of numbers, each a run of {@link #SIZE} doubles in an array.
 *
 * <p>A summary is the count, the sum as an unevaluated sum of two doubles (so that it is right to some 30 digits), the
 * sum of squared differences from the mean, the least and the greatest value. Only the parts that the statistics need
 * are kept up. A summary whose count is 0 may hold anything in its other parts.
 *
 * <p>Merging is by Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances"
 * (1979), with the difference of means in twice the working precision: it loses nothing when values are large and close
 * together.
 */
final class Moments {
    static final int SIZE = 6;

    private static final int N = 0;
    private static final int SUM = 1;
    private static final int REST = 2;
    private static final int SQUARES = 3;
    private static final int MIN = 4;
    private static final int MAX = 5;

    private final boolean sums;
    private final boolean squares;
    private final boolean bounds;

    Moments(List<Stat> stats) {
        this.squares = stats.contains(Stat.STDDEV);
        this.sums = squares || stats.contains(Stat.SUM) || stats.contains(Stat.MEAN);
        this.bounds = stats.contains(Stat.MIN) || stats.contains(Stat.MAX);
    }

    static void clear(double[] to, int at) {
        to[at + N] = 0;
    }

    static void single(double value, double[] to, int at) {
        to[at + N] = 1;
        to[at + SUM] = value;
        to[at + REST] = 0;
        to[at + SQUARES] = 0;
        to[at + MIN] = value;
        to[at + MAX] = value;
    }

    /** Puts the summary of a's and b's numbers into {@code to}, which may be one of them. */
    void merge(double[] a, int i, double[] b, int j, double[] to, int at) {
        if (a[i + N] == 0) {
            System.arraycopy(b, j, to, at, SIZE);
            return;
        }
        if (b[j + N] == 0) {
            System.arraycopy(a, i, to, at, SIZE);
            return;
        }
        if (squares) {
            to[at + SQUARES] = a[i + SQUARES] + b[j + SQUARES] + between(a, i, b, j);
        }
        if (sums) {
            mergeSums(a, i, b, j, to, at);
        }
        if (bounds) {
            to[at + MIN] = Math.min(a[i + MIN], b[j + MIN]);
            to[at + MAX] = Math.max(a[i + MAX], b[j + MAX]);
        }
        to[at + N] = a[i + N] + b[j + N];
    }

    /** The statistic as its column holds it. */
    static Object value(Stat stat, double[] summary, int at) {
        double n = summary[at + N];
        return switch (stat) {
            case COUNT -> (Object) (long) n;
            case SUM -> n == 0 ? 0.0 : summary[at + SUM];
            case MEAN -> n == 0 ? null : (Object) (summary[at + SUM] / n);
            case STDDEV -> n < 2 ? null : (Object) Math.sqrt(summary[at + SQUARES] / (n - 1));
            case MIN -> n == 0 ? null : (Object) summary[at + MIN];
            case MAX -> n == 0 ? null : (Object) summary[at + MAX];
        };
    }

    /** What the distance of two means adds to the squared differences from the common mean. */
    private static double between(double[] a, int i, double[] b, int j) {
        double m = a[i + N];
        double n = b[j + N];
        double x = a[i + SUM] * n;
        double y = b[j + SUM] * m;
        double restX = Math.fma(a[i + SUM], n, -x) + a[i + REST] * n;
        double restY = Math.fma(b[j + SUM], m, -y) + b[j + REST] * m;
        double distance = ((x - y) + error(x, -y, x - y) + (restX - restY)) / (m * n);
        return distance * distance * (m * n / (m + n));
    }

    private static void mergeSums(double[] a, int i, double[] b, int j, double[] to, int at) {
        double x = a[i + SUM];
        double y = b[j + SUM];
        double sum = x + y;
        // An infinite or undefined sum has no rest; without this the rest would make infinities NaN.
        double rest = Double.isFinite(sum) ? error(x, y, sum) + (a[i + REST] + b[j + REST]) : 0;
        to[at + SUM] = sum + rest;
        to[at + REST] = Double.isFinite(sum) ? rest - (to[at + SUM] - sum) : 0;
    }

    /** What rounding took from {@code sum = x + y}, exactly (Knuth's TwoSum). */
    private static double error(double x, double y, double sum) {
        double part = sum - x;
        return (x - (sum - part)) + (y - part);
    }
}
