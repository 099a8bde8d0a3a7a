package io.lakemill.jobs.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value was written: a file and a line, or something that has no lines, such as {@code --set lake}.
 *
 * @param line 0 where there are no lines
 */
record Place(String file, int line) implements Comparable<Place> {
    static final String SET = "--set ";

    private static final Comparator<Place> ORDER = Comparator.comparing((Place place) -> place.file.startsWith(SET))
            .thenComparing(Place::file)
            .thenComparing(Place::line);
    private static final Pattern LINE = Pattern.compile("(.+?): (\\d+)(?:-\\d+)?");
    private static final String MERGE = "merge of ";
    private static final String ENVIRONMENT = "env variables";

    /** The place of a value; for one that was put together from several, the last of theirs that is in a file. */
    static Place of(ConfigOrigin origin) {
        String description = origin.description();
        String parts = description.startsWith(MERGE) ? description.substring(MERGE.length()) : description;
        Place place = null;
        for (String part : parts.split(",")) {
            Place next = ofPart(part);
            if (place == null || next.line > 0) {
                place = next;
            }
        }
        return place;
    }

    private static Place ofPart(String part) {
        Matcher line = LINE.matcher(part);
        if (!line.matches()) {
            return new Place(shown(part), 0);
        }
        boolean set = part.startsWith(SET);
        return new Place(set ? line.group(1) : shown(line.group(1)), set ? 0 : Integer.parseInt(line.group(2)));
    }

    /** A file's name as its user would type it: relative to the working directory when it is below it. */
    static String shown(String file) {
        Path here = Path.of("").toAbsolutePath();
        Path path = Path.of(file);
        return path.isAbsolute() && path.startsWith(here)
                ? here.relativize(path).toString()
                : file;
    }

    /** The value with the origin of its text in the file, still known as one that came from the environment. */
    static ConfigValue moved(ConfigValue value, ConfigOrigin origin) {
        return value.withOrigin(isSecret(value) ? origin.withComments(List.of(ENVIRONMENT)) : origin);
    }

    /** Whether an environment variable gave the value or a part of it. */
    static boolean isSecret(ConfigValue value) {
        return value.origin().description().contains(ENVIRONMENT)
                || value.origin().comments().contains(ENVIRONMENT);
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
