package io.lakemill.jobs.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.lakemill.features.FeaturesException;
import io.lakemill.models.ModelsException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The making of one record from the values of its components.
 *
 * <p>The constructor is the only one who knows which components it needs. When it names one that is missing, it is called
 * again with something in that place, only to learn what else is missing.
 */
final class Construction {
    /** Values that constructors are likely to take. */
    private static final Map<Class<?>, Object> PLACEHOLDERS = Map.ofEntries(
            Map.entry(int.class, 1),
            Map.entry(Integer.class, 1),
            Map.entry(long.class, 1L),
            Map.entry(Long.class, 1L),
            Map.entry(double.class, 0.5),
            Map.entry(Double.class, 0.5),
            Map.entry(boolean.class, false),
            Map.entry(Boolean.class, false),
            Map.entry(String.class, "1h"),
            Map.entry(List.class, List.of()),
            Map.entry(Map.class, Map.of()),
            Map.entry(Duration.class, Duration.ofDays(1)),
            Map.entry(Instant.class, Instant.EPOCH));

    private final ConfigObject object;
    private final String path;
    private final Problems problems;
    private final Constructor<?> constructor;
    private final List<String> names;
    private final Class<?>[] types;
    private final Object[] arguments;
    private boolean sound = true;

    Construction(Class<?> type, ConfigObject object, String path, Problems problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
        RecordComponent[] components = type.getRecordComponents();
        names = Arrays.stream(components).map(RecordComponent::getName).toList();
        types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        arguments = new Object[types.length];
        constructor = canonical(type, types);
    }

    /** The keys of the record's components. */
    List<String> keys() {
        return names.stream().map(Names::kebab).toList();
    }

    /** Sets a component whose key is there; null where its value had a problem. */
    void put(RecordComponent component, Object value) {
        set(names.indexOf(component.getName()), value);
    }

    /** The record; null if there was a problem. */
    Object construct() {
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive() && arguments[i] == null) {
                reportMissing(i);
                set(i, null);
            }
        }
        return attempt();
    }

    private Object attempt() {
        try {
            Object made = instance(constructor, arguments);
            return sound ? made : null;
        } catch (RuntimeException e) {
            int missing = missing(e);
            if (missing >= 0) {
                reportMissing(missing);
                set(missing, null);
                return arguments[missing] == null ? null : attempt();
            }
            if (sound) {
                reportRejected(mendable(e));
            }
            return null;
        }
    }

    private void set(int index, Object value) {
        sound &= value != null;
        arguments[index] = value == null ? placeholder(types[index]) : value;
    }

    private int missing(RuntimeException e) {
        int index = e instanceof NullPointerException ? names.indexOf(e.getMessage()) : -1;
        return index >= 0 && arguments[index] == null ? index : -1;
    }

    private void reportMissing(int index) {
        String key = Names.kebab(names.get(index));
        ConfigValue written = object.get(key);
        if (written == null || written.unwrapped() == null) {
            problems.add(object.origin(), path.isEmpty() ? key : path + "." + key, "missing key");
        }
    }

    /** A message that begins with one of the keys is shown at its line. */
    private void reportRejected(String message) {
        ConfigValue named = object.get(message.split("[ ,:]", 2)[0]);
        problems.add((named == null ? object : named).origin(), path, message);
    }

    /**
     * What the user is told about an exception from the making of a record.
     *
     * @throws RuntimeException the exception itself, if it is not about what the user wrote
     */
    static String mendable(RuntimeException e) {
        if (e instanceof FromSpark || e instanceof FeaturesException || e instanceof ModelsException) {
            return e.getMessage();
        }
        if (e instanceof IllegalArgumentException) {
            return String.valueOf(e.getMessage());
        }
        throw e;
    }

    private static Constructor<?> canonical(Class<?> type, Class<?>[] types) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " is not a record", e);
        }
    }

    private static Object instance(Constructor<?> constructor, Object[] arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new FromSpark(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot make a " + constructor.getDeclaringClass(), e);
        }
    }

    /** Something that a constructor takes for a value of the type; null if none is known. */
    private static Object placeholder(Class<?> type) {
        if (PLACEHOLDERS.containsKey(type)) {
            return PLACEHOLDERS.get(type);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (Binder.isKind(type)) {
            return Binder.kinds(type).values().stream()
                    .map(Construction::placeholder)
                    .filter(made -> made != null)
                    .findFirst()
                    .orElse(null);
        }
        return type.isRecord() ? placeholderRecord(type) : null;
    }

    private static Object placeholderRecord(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Object[] arguments = Arrays.stream(types).map(Construction::placeholder).toArray();
        try {
            return instance(canonical(type, types), arguments);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** A checked exception that Spark's Scala code throws undeclared, such as that of a schema it cannot parse. */
    private static final class FromSpark extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final String DECORATION = "^\\[[A-Z0-9_.]+] | SQLSTATE: .*$";

        FromSpark(Throwable cause) {
            super(cause.getMessage().strip().lines().findFirst().orElse("").replaceAll(DECORATION, ""), cause);
        }
    }
}
