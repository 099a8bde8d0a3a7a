package io.lakemill.features;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as its author wrote it: {@code 3h}, {@code 24h}, {@code 7d}.
 *
 * <p>The text is kept because it becomes a part of column names ({@code volt_mean_24h}), where {@code 24h} and {@code 1d}
 * are two names of the same length.
 *
 * @param text a whole number and a unit: {@code s}, {@code m}, {@code h}, {@code d} or {@code w}
 */
public record Window(String text) implements Serializable {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*([smhdw])");

    public Window {
        Objects.requireNonNull(text, "text");
        text = text.strip();
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a length of time: write a whole number and s, m, h, d or w, such as 24h");
        }
        text = form.group(1) + form.group(2);
    }

    /** The length of time; always positive. */
    public Duration length() {
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            case 'd' -> Duration.ofDays(number);
            default -> Duration.ofDays(7 * number);
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
