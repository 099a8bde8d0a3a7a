package io.lakemill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a pipeline's configuration: single settings over an environment's file over the pipeline's file with all that it
 * includes. Substitutions such as {@code ${landing}"/errors"} see what the upper layers say.
 */
public final class ConfigFiles {
    private static final String EXTENSION = ".conf";
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{\\??([^}]*)}");

    private final Problems problems;

    private ConfigFiles(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads all layers.
     *
     * @param conf the pipeline's file, in HOCON
     * @param env the name of an environment, whose file is {@code env/NAME.conf} beside {@code conf}; null for none
     * @param sets settings {@code key=value}, of which later ones win; a value that begins with {@code [}, <code>{</code>
     *     or {@code "} is HOCON, any other is taken as the text that it is
     * @return null if there was a problem, which then has been added to {@code problems}
     */
    public static Config load(Path conf, String env, List<String> sets, Problems problems) {
        ConfigFiles files = new ConfigFiles(problems);
        int before = problems.size();
        Config layers = ConfigFactory.empty();
        for (String set : sets) {
            layers = files.setting(set).withFallback(layers);
        }
        if (env != null) {
            layers = layers.withFallback(files.environment(conf, env));
        }
        layers = layers.withFallback(files.file(conf));
        return problems.size() > before ? null : files.resolved(layers);
    }

    private Config file(Path conf) {
        if (!Files.isRegularFile(conf)) {
            String what = Files.isDirectory(conf) ? "is a folder, not a file" : "there is no such file";
            problems.add(whole(conf), "", what + "." + Names.hint(nameOf(conf), names(folderOf(conf))));
            return ConfigFactory.empty();
        }
        return parsed(conf);
    }

    private Config environment(Path conf, String env) {
        Path folder = folderOf(conf).resolve("env");
        Path file = folder.resolve(env + EXTENSION);
        if (!Files.isRegularFile(file)) {
            List<String> names = names(folder).stream()
                    .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                    .toList();
            String known =
                    names.isEmpty() ? "There are none in " + whole(folder) : "Known: " + String.join(", ", names);
            problems.add(whole(file), "", "there is no environment " + env + ". " + known + ".");
            return ConfigFactory.empty();
        }
        return parsed(file);
    }

    private Config parsed(Path file) {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF);
        try {
            return ConfigFactory.parseFile(file.toFile(), options);
        } catch (com.typesafe.config.ConfigException.IO e) {
            reportInclude(file, e.origin().description());
        } catch (com.typesafe.config.ConfigException e) {
            report(e);
        }
        return ConfigFactory.empty();
    }

    private Config setting(String set) {
        int equals = set.indexOf('=');
        if (equals < 1) {
            problems.add(new Place(Place.SET + set, 0), "", "write it as key=value, such as landing=data/landing");
            return ConfigFactory.empty();
        }
        String key = set.substring(0, equals).strip();
        try {
            return settingValue(set.substring(equals + 1).strip(), Place.SET + key)
                    .atPath(key);
        } catch (com.typesafe.config.ConfigException.BadPath e) {
            problems.add(new Place(Place.SET + key, 0), "", "is not a key, such as model.learner.trees");
        } catch (com.typesafe.config.ConfigException e) {
            report(e);
        }
        return ConfigFactory.empty();
    }

    private static ConfigValue settingValue(String text, String origin) {
        boolean hocon = text.startsWith("[") || text.startsWith("{") || text.startsWith("\"");
        if (!hocon && !NUMBER.matcher(text).matches()) {
            return ConfigValueFactory.fromAnyRef(text, origin);
        }
        ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(origin);
        return ConfigFactory.parseString("value = " + text, options).getValue("value");
    }

    private Config resolved(Config layers) {
        Config settled = layers;
        Set<String> unresolved = new HashSet<>();
        while (true) {
            try {
                Config resolved = settled.resolve();
                return unresolved.isEmpty() ? withPlaces(resolved, layers) : null;
            } catch (com.typesafe.config.ConfigException e) {
                report(e);
                Matcher path = UNRESOLVED.matcher(e.getMessage());
                boolean findMore = e instanceof com.typesafe.config.ConfigException.UnresolvedSubstitution
                        && path.find()
                        && unresolved.add(path.group(1));
                if (!findMore) {
                    return null;
                }
                settled = settled.withFallback(ConfigValueFactory.fromAnyRef("").atPath(path.group(1)));
            }
        }
    }

    /** Gives values that came from elsewhere by substitution the places where they are asked for. */
    private static Config withPlaces(Config resolved, Config written) {
        return ((ConfigObject) withPlaces(resolved.root(), written.root())).toConfig();
    }

    private static ConfigValue withPlaces(ConfigValue resolved, ConfigValue written) {
        if (resolved instanceof ConfigObject object && written instanceof ConfigObject source) {
            ConfigObject placed = object;
            for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
                Optional<ConfigValue> from = child(source, entry.getKey());
                if (from.isPresent()) {
                    placed = placed.withValue(entry.getKey(), withPlaces(entry.getValue(), from.get()));
                }
            }
            return placed;
        }
        if (resolved instanceof ConfigList list && written instanceof ConfigList source) {
            List<ConfigValue> placed = Stream.iterate(0, i -> i + 1)
                    .limit(list.size())
                    .map(i -> withPlaces(list.get(i), source.get(i)))
                    .toList();
            return ConfigValueFactory.fromIterable(placed).withOrigin(list.origin());
        }
        return Place.moved(resolved, written.origin());
    }

    private static Optional<ConfigValue> child(ConfigObject source, String key) {
        try {
            return Optional.ofNullable(source.get(key));
        } catch (com.typesafe.config.ConfigException.NotResolved e) {
            return Optional.empty();
        }
    }

    private void report(com.typesafe.config.ConfigException e) {
        String where = e.origin().description() + ": ";
        String message = e.getMessage();
        problems.add(e.origin(), "", message.startsWith(where) ? message.substring(where.length()) : message);
    }

    private void reportInclude(Path file, String included) {
        List<String> lines = lines(file);
        int line = 0;
        while (line < lines.size()
                && !(lines.get(line).contains("include") && lines.get(line).contains(included))) {
            line++;
        }
        Place place = new Place(Place.shown(file.toString()), line == lines.size() ? 0 : line + 1);
        problems.add(place, "", "the included file " + included + " cannot be read");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(ConfigFiles::nameOf)
                    .filter(name -> name.endsWith(EXTENSION))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static Path folderOf(Path conf) {
        return conf.getParent() == null ? Path.of("") : conf.getParent();
    }

    private static Place whole(Path path) {
        return new Place(Place.shown(path.toString()), 0);
    }
}
