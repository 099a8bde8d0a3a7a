package io.lakemill.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a person or a program reads while jobs run: a line for each step that ends, on standard output.
 *
 * <p>As text, columns are aligned; as JSON, there is one object a line and nothing else.
 */
final class Console {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Duration.class, ToStringSerializer.instance));

    /** How results are printed. */
    enum Output {
        TEXT,
        JSON
    }

    private final PrintStream out;
    private final Output output;
    private final Progress progress;

    Console(PrintStream out, Output output, Progress progress) {
        this.out = out;
        this.output = output;
        this.progress = progress;
    }

    Progress progress() {
        return progress;
    }

    /**
     * A step has ended.
     *
     * @param job which job, such as {@code features}
     * @param subject what it worked on, such as a table's name
     * @param said what came of it, in words
     * @param took how long it took; null to leave it out
     * @param result the same as a record, for programs
     * @param notices what should be looked at, in words
     */
    void step(String job, String subject, String said, Duration took, Object result, List<String> notices) {
        progress.clear();
        if (output == Output.JSON) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("job", job);
            line.put("subject", subject);
            line.put("seconds", took == null ? null : took.toMillis() / 1000.0);
            line.put("notices", notices);
            line.put("result", result);
            out.println(json(line));
        } else {
            String time = took == null ? "" : seconds(took);
            out.println(String.format(Locale.ROOT, "%-9s %-18s %-64s %8s", job, subject, said, time)
                    .stripTrailing());
            notices.forEach(notice -> out.println("          ! " + notice));
        }
        out.flush();
    }

    /** A line for people; programs do not get it. */
    void say(String line) {
        progress.clear();
        if (output == Output.TEXT) {
            out.println(line);
            out.flush();
        }
    }

    /** A record for programs; people do not get it. */
    void tell(Object result) {
        if (output == Output.JSON) {
            out.println(json(result));
            out.flush();
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String seconds(Duration time) {
        double seconds = time.toMillis() / 1000.0;
        return seconds < 100
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
    }

    /** A number with separators between thousands. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number and its noun, which gets an s unless there is just one. */
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** A time to the minute, as people read it; seconds where there are any. */
    static String time(Instant time) {
        String text = time.toString().replace('T', ' ');
        return text.endsWith(":00Z") ? text.substring(0, text.length() - 4) : text.substring(0, text.length() - 1);
    }
}
