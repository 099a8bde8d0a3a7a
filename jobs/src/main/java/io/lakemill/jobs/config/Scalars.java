package io.lakemill.jobs.config;

import com.typesafe.config.ConfigValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values that are written as one piece of text. Each reader takes what was written and throws an
 * {@link IllegalArgumentException} that says what is wrong with it.
 */
final class Scalars {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})\\s*([smhdw])");
    private static final Map<Class<?>, Function<String, Object>> READERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(int.class, Scalars::intOf),
            Map.entry(Integer.class, Scalars::intOf),
            Map.entry(long.class, Scalars::longOf),
            Map.entry(Long.class, Scalars::longOf),
            Map.entry(double.class, Scalars::doubleOf),
            Map.entry(Double.class, Scalars::doubleOf),
            Map.entry(boolean.class, Scalars::booleanOf),
            Map.entry(Boolean.class, Scalars::booleanOf),
            Map.entry(Duration.class, Scalars::durationOf),
            Map.entry(Instant.class, Scalars::instantOf));

    private static final Map<Class<?>, String> DESCRIPTIONS = Map.of(
            int.class, "a whole number",
            Integer.class, "a whole number",
            long.class, "a whole number",
            Long.class, "a whole number",
            double.class, "a number",
            Double.class, "a number",
            boolean.class, "true or false",
            Boolean.class, "true or false",
            Duration.class, "a length of time, such as 24h",
            Instant.class, "a time, such as 2015-03-01");

    private Scalars() {}

    /** What reads a type from one piece of text, if it is such a type. */
    static Optional<Function<String, Object>> reader(Class<?> type) {
        if (READERS.containsKey(type)) {
            return Optional.of(READERS.get(type));
        }
        if (type.isEnum()) {
            return Optional.of(text -> constantOf(type, text));
        }
        try {
            Constructor<?> constructor = type.getConstructor(String.class);
            return Optional.of(text -> construct(constructor, text));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    /** What one is to write for such a type. */
    static String described(Class<?> type) {
        return DESCRIPTIONS.getOrDefault(type, "a piece of text");
    }

    /** The text of a string, number or boolean as it was written: {@code 1.10} stays so. */
    static String text(ConfigValue value) {
        return value.atKey("value").getString("value");
    }

    private static Integer intOf(String text) {
        try {
            return number(text).intValueExact();
        } catch (ArithmeticException e) {
            throw expected("a whole number from -2147483648 to 2147483647", text);
        }
    }

    private static Long longOf(String text) {
        try {
            return number(text).longValueExact();
        } catch (ArithmeticException e) {
            throw expected("a whole number of at most 64 bits", text);
        }
    }

    private static Double doubleOf(String text) {
        double number = number(text).doubleValue();
        if (Double.isInfinite(number)) {
            throw expected("a number up to " + Double.MAX_VALUE, text);
        }
        return number;
    }

    private static BigDecimal number(String text) {
        try {
            return new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw expected("a number", text);
        }
    }

    private static Boolean booleanOf(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw expected("true or false", text);
        };
    }

    private static Duration durationOf(String text) {
        Matcher form = DURATION.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a length of time: write a whole number and s, m, h, d or w, such as 24h");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }

    private static Instant instantOf(String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text
                    + "' is not a time: write a date, such as 2015-03-01, or a time with its zone, such as"
                    + " \"2015-03-01T00:00Z\"");
        }
    }

    private static Object constantOf(Class<?> type, String text) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(Names.kebab(((Enum<?>) constant).name()), constant);
        }
        if (!constants.containsKey(text)) {
            throw new IllegalArgumentException("'" + text + "' is not one of " + String.join(", ", constants.keySet())
                    + "." + Names.hint(text, constants.keySet()));
        }
        return constants.get(text);
    }

    private static Object construct(Constructor<?> constructor, String text) {
        try {
            return constructor.newInstance(text);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read a " + constructor.getDeclaringClass() + " from text", e);
        }
    }

    private static IllegalArgumentException expected(String what, String found) {
        return new IllegalArgumentException("expected " + what + ", found '" + found + "'");
    }
}
