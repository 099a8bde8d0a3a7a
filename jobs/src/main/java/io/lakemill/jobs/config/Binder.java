package io.lakemill.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes records of a configuration, strictly: a key that no component takes is a problem, as is a value of another type.
 *
 * <ul>
 *   <li>A record is an object. Its keys are its components' names in kebab-case ({@code tie-break}); a component whose
 *       key is missing is null, and a constructor that does not take null throws the {@link NullPointerException} of
 *       {@code Objects.requireNonNull(x, "componentName")}, which makes it a missing key.
 *   <li>A sealed interface is an object whose {@code type} is the name of a permitted record in kebab-case
 *       ({@code time-since}); the name alone stands for the object that has nothing else.
 *   <li>A {@code Map<String, T>} is an object; it keeps the order of its lines. If {@code T} is a record with a component
 *       {@code name}, the key is its value.
 *   <li>A type with a public static method {@code of(Object)} is made by it from what was written, whatever that is; one
 *       with a public constructor of a single String, from a scalar.
 *   <li>Numbers and booleans may be given as text, as environment variables are; numbers are never cut off or rounded to
 *       whole ones.
 * </ul>
 */
public final class Binder {
    private static final String TYPE = "type";
    private static final String NAME = "name";

    private final Problems problems;

    private Binder(Problems problems) {
        this.problems = problems;
    }

    /**
     * Binds a whole configuration to a record.
     *
     * @param config what {@link ConfigFiles#load} gave
     * @return null if there was a problem; all that were found have been added to {@code problems}
     */
    public static <T> T bind(Config config, Class<T> type, Problems problems) {
        problems.conceal(config.root());
        int before = problems.size();
        Object bound = new Binder(problems).value(config.root(), type, "");
        return problems.size() > before ? null : type.cast(bound);
    }

    /** What a value is bound to; null if there was a problem. */
    private Object value(ConfigValue value, Type type, String path) {
        Class<?> raw = rawClass(type);
        Optional<Method> factory = factory(raw);
        if (factory.isPresent()) {
            return made(value, path, () -> invoke(factory.get(), value.unwrapped()));
        }
        if (raw == List.class && value instanceof ConfigList list) {
            return list(list, argument(type, 0), path);
        }
        if (raw == Map.class && value instanceof ConfigObject object) {
            return map(object, argument(type, 1), path);
        }
        if (isKind(raw) && value instanceof ConfigObject object) {
            return kind(object, raw, path, null);
        }
        if (raw.isRecord() && value instanceof ConfigObject object) {
            return record(object, raw, path, Set.of(), null);
        }
        return scalar(value, raw, path);
    }

    private Object scalar(ConfigValue value, Class<?> raw, String path) {
        boolean scalar = !(value instanceof ConfigObject)
                && !(value instanceof ConfigList)
                && value.valueType() != ConfigValueType.NULL;
        if (scalar && isKind(raw)) {
            return kind(value.atKey(TYPE).root().withOrigin(value.origin()), raw, path, null);
        }
        Optional<Function<String, Object>> reader = Scalars.reader(raw);
        if (scalar && reader.isPresent()) {
            return made(value, path, () -> reader.get().apply(Scalars.text(value)));
        }
        problems.add(value.origin(), path, "expected " + expected(raw) + ", found " + found(value));
        return null;
    }

    private Object made(ConfigValue value, String path, Supplier<Object> maker) {
        try {
            return maker.get();
        } catch (RuntimeException e) {
            problems.add(value.origin(), path, Construction.mendable(e));
            return null;
        }
    }

    private List<Object> list(ConfigList list, Type element, String path) {
        List<Object> bound = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            bound.add(value(list.get(i), element, path + "[" + i + "]"));
        }
        return bound.contains(null) ? null : bound;
    }

    private Map<String, Object> map(ConfigObject object, Type type, String path) {
        Class<?> raw = rawClass(type);
        Map<String, Object> bound = new LinkedHashMap<>();
        for (String key : keysInOrder(object)) {
            String at = join(path, key);
            boolean named = object.get(key) instanceof ConfigObject && isNamed(raw);
            bound.put(
                    key,
                    named ? named((ConfigObject) object.get(key), raw, at, key) : value(object.get(key), type, at));
        }
        return bound.containsValue(null) ? null : Collections.unmodifiableMap(bound);
    }

    private Object named(ConfigObject object, Class<?> raw, String path, String name) {
        return isKind(raw) ? kind(object, raw, path, name) : record(object, raw, path, Set.of(), name);
    }

    private Object kind(ConfigObject object, Class<?> raw, String path, String name) {
        Map<String, Class<?>> kinds = kinds(raw);
        ConfigValue type = object.get(TYPE);
        if (type == null) {
            problems.add(object.origin(), join(path, TYPE), "missing key: one of " + String.join(", ", kinds.keySet()));
            return null;
        }
        Object typed = value(type, String.class, join(path, TYPE));
        if (typed != null && !kinds.containsKey(typed)) {
            problems.add(
                    type.origin(),
                    join(path, TYPE),
                    "'" + typed + "' is not one of " + String.join(", ", kinds.keySet()) + "."
                            + Names.hint(typed.toString(), kinds.keySet()));
        }
        return kinds.containsKey(typed) ? record(object, kinds.get(typed), path, Set.of(TYPE), name) : null;
    }

    /** Binds a record; a name that is not null is that of the key it stands under. */
    private Object record(ConfigObject object, Class<?> raw, String path, Set<String> besides, String name) {
        Construction construction = new Construction(raw, object, path, problems);
        Set<String> known = new TreeSet<>(construction.keys());
        known.addAll(besides);
        if (name != null) {
            known.remove(NAME);
            rejectName(object.get(NAME), path, name);
        }
        rejectUnknown(name == null ? object : object.withoutKey(NAME), known, path);
        for (RecordComponent component : raw.getRecordComponents()) {
            String key = Names.kebab(component.getName());
            ConfigValue value = object.get(key);
            if (name != null && key.equals(NAME)) {
                construction.put(component, name);
            } else if (value != null && value.valueType() != ConfigValueType.NULL) {
                construction.put(component, value(value, component.getGenericType(), join(path, key)));
            }
        }
        return construction.construct();
    }

    private void rejectUnknown(ConfigObject object, Set<String> known, String path) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            if (!known.contains(entry.getKey())) {
                String hint = Names.nearest(entry.getKey(), known)
                        .map(near -> "Did you mean " + near + "?")
                        .orElse("Known here: " + String.join(", ", known) + ".");
                problems.add(entry.getValue().origin(), join(path, entry.getKey()), "unknown key. " + hint);
            }
        }
    }

    private void rejectName(ConfigValue value, String path, String name) {
        if (value != null) {
            problems.add(
                    value.origin(),
                    join(path, NAME),
                    "the name is already given by the key " + name + "; leave it out");
        }
    }

    private static boolean isNamed(Class<?> raw) {
        return isKind(raw)
                ? kinds(raw).values().stream().allMatch(Binder::isNamed)
                : raw.isRecord()
                        && Arrays.stream(raw.getRecordComponents())
                                .anyMatch(c -> c.getName().equals(NAME) && c.getType() == String.class);
    }

    /** Whether a type has several kinds; an enum whose constants have bodies is sealed too. */
    static boolean isKind(Class<?> raw) {
        return raw.isSealed() && raw.isInterface();
    }

    /** The records that a sealed interface permits, by the names that they are written with. */
    static Map<String, Class<?>> kinds(Class<?> raw) {
        Map<String, Class<?>> kinds = new LinkedHashMap<>();
        for (Class<?> permitted : raw.getPermittedSubclasses()) {
            if (isKind(permitted)) {
                kinds.putAll(kinds(permitted));
            } else {
                kinds.put(Names.kebab(permitted.getSimpleName()), permitted);
            }
        }
        return kinds;
    }

    private static List<String> keysInOrder(ConfigObject object) {
        return object.keySet().stream()
                .sorted(Comparator.comparing(
                                (String key) -> Place.of(object.get(key).origin()))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static Optional<Method> factory(Class<?> raw) {
        if (raw.getPackageName().startsWith("java.")) {
            return Optional.empty();
        }
        try {
            Method of = raw.getMethod("of", Object.class);
            return Optional.of(of).filter(m -> Modifier.isStatic(m.getModifiers()) && m.getReturnType() == raw);
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    private static Object invoke(Method factory, Object written) {
        try {
            factory.setAccessible(true);
            return factory.invoke(null, written);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Cannot call " + factory, e);
        }
    }

    private static String join(String path, String key) {
        String step = key.matches("[\\p{L}\\p{N}_-]+") ? key : ConfigUtil.quoteString(key);
        return path.isEmpty() ? step : path + "." + step;
    }

    static Class<?> rawClass(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private static String expected(Class<?> raw) {
        if (raw == List.class) {
            return "a list [ … ]";
        }
        if (raw.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(raw.getEnumConstants())
                                    .map(constant -> Names.kebab(((Enum<?>) constant).name()))
                                    .toList());
        }
        return Scalars.reader(raw).isPresent() ? Scalars.described(raw) : "an object { … }";
    }

    private static String found(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "an object { … }";
            case LIST -> "a list [ … ]";
            case NULL -> "null";
            default -> "'" + Scalars.text(value) + "'";
        };
    }
}
