package io.lakemill.models.learners;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The values that a parameter may take: a fixed one, a list of them, or a range.
 *
 * <p>In a config it is written as {@code 100}, {@code [100, 200]} or {@code { from = 0.001, to = 1, scale = log }}; both
 * ends of a range belong to it. Whether a range holds whole numbers only is for the parameter to say, not for how its
 * ends are written.
 *
 * @param values the values, numbers or text, in their order; empty for a range
 * @param from the range's lower end, an Integer when the range holds whole numbers only; null for listed values
 * @param to the range's upper end, of the same type; null for listed values
 * @param scale how a range is divided; {@link Scale#LINEAR} when null
 */
public record Space(List<Object> values, Number from, Number to, Scale scale) {
    /** How many points of a range a grid takes: its ends and three between them, evenly by the range's scale. */
    public static final int GRID_POINTS = 5;

    /** How a range is divided. */
    public enum Scale {
        LINEAR,
        /** Evenly by orders of magnitude; both ends must be above 0. */
        LOG
    }

    public Space {
        values = List.copyOf(Objects.requireNonNull(values, "values"));
        scale = scale == null ? Scale.LINEAR : scale;
        boolean range = from != null && to != null;
        if (range == !values.isEmpty() || (from == null) != (to == null)) {
            throw new IllegalArgumentException("needs a value, a list of values, or both from and to");
        }
        if (range && from.doubleValue() >= to.doubleValue()) {
            throw new IllegalArgumentException("from must be below to, but " + from + " is not below " + to);
        }
        if (range && scale == Scale.LOG && from.doubleValue() <= 0) {
            throw new IllegalArgumentException("from must be above 0 on a log scale, not " + from);
        }
    }

    /**
     * The space that a config's value describes.
     *
     * @param written a number, a text, a list of these, or a map of {@code from}, {@code to} and {@code scale}
     */
    public static Space of(Object written) {
        if (written instanceof Map<?, ?> range) {
            return range(range);
        }
        List<?> values = written instanceof List<?> list ? list : List.of(written);
        for (Object value : values) {
            if (!(value instanceof Number || value instanceof String)) {
                throw new IllegalArgumentException("must be made of numbers or text, not '" + value + "'");
            }
        }
        return new Space(new ArrayList<>(new LinkedHashSet<>(values)), null, null, null);
    }

    private static Space range(Map<?, ?> written) {
        for (Object key : written.keySet()) {
            if (!Set.of("from", "to", "scale").contains(key)) {
                throw new IllegalArgumentException("a range has from, to and scale, but no '" + key + "'");
            }
        }
        return new Space(List.of(), end(written, "from"), end(written, "to"), scale(written.get("scale")));
    }

    private static Number end(Map<?, ?> written, String key) {
        if (written.get(key) instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException(key + " must be a number, not '" + written.get(key) + "'");
    }

    private static Scale scale(Object written) {
        if (written == null) {
            return null;
        }
        return switch (written.toString().toLowerCase(Locale.ROOT)) {
            case "linear" -> Scale.LINEAR;
            case "log" -> Scale.LOG;
            default -> throw new IllegalArgumentException("scale must be linear or log, not '" + written + "'");
        };
    }

    /** Whether there is but one value. */
    public boolean fixed() {
        return values.size() == 1;
    }

    /** The listed values in their order, or {@value #GRID_POINTS} points of the range, fewer where they coincide. */
    public List<Object> grid() {
        if (!values.isEmpty()) {
            return values;
        }
        return IntStream.range(0, GRID_POINTS)
                .mapToObj(i -> at((double) i / (GRID_POINTS - 1)))
                .distinct()
                .toList();
    }

    /** A value drawn evenly from the listed ones, or from the range by its scale. */
    public Object sample(RandomGenerator random) {
        if (!values.isEmpty()) {
            return values.get(random.nextInt(values.size()));
        }
        if (from instanceof Integer && scale == Scale.LINEAR) {
            return random.nextInt(from.intValue(), to.intValue() + 1);
        }
        return at(random.nextDouble());
    }

    private Object at(double share) {
        double low = from.doubleValue();
        double high = to.doubleValue();
        double value = scale == Scale.LOG ? low * Math.pow(high / low, share) : low + (high - low) * share;
        value = share == 1 ? high : value;
        if (from instanceof Integer) {
            return (int) Math.round(value);
        }
        return value;
    }

    /** This space as one of whole numbers, every one of them from {@code least} to {@code most}. */
    Space whole(int least, int most) {
        String bounds = "must be a whole number from " + least + " to " + most;
        List<Object> whole = values.stream()
                .<Object>map(value -> whole(value, least, most, bounds))
                .toList();
        if (!whole.isEmpty()) {
            return new Space(whole, null, null, null);
        }
        return new Space(List.of(), whole(from, least, most, bounds), whole(to, least, most, bounds), scale);
    }

    private static Integer whole(Object value, int least, int most, String bounds) {
        double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most) || number != Math.rint(number)) {
            throw new IllegalArgumentException(bounds + ", not " + value);
        }
        return (int) number;
    }

    /** This space as one of real numbers, every one of them from {@code least} to {@code most}. */
    Space real(double least, double most) {
        String bounds = most == Double.MAX_VALUE
                ? "must be a number of at least " + least
                : "must be a number from " + least + " to " + most;
        List<Object> real = values.stream()
                .<Object>map(value -> real(value, least, most, bounds))
                .toList();
        if (!real.isEmpty()) {
            return new Space(real, null, null, null);
        }
        return new Space(List.of(), real(from, least, most, bounds), real(to, least, most, bounds), scale);
    }

    static Double real(Object value, double least, double most, String bounds) {
        double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
        if (!(number >= least && number <= most)) {
            throw new IllegalArgumentException(bounds + ", not " + value);
        }
        return number;
    }

    /** {@code space}, or the one value {@code otherwise} when it is null. */
    static Space orElse(Space space, Object otherwise) {
        return space == null ? Space.of(otherwise) : space;
    }
}
