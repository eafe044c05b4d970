package io.standfast.server.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A map of a configuration file, in the order of the file; keys are found whatever their case. Owned by the main
 * thread.
 */
final class ConfMap
{
    private final Map<String, ConfValue> values = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Set<String> referred = new HashSet<>();

    void put(final String name, final ConfValue value)
    {
        final String key = name.toLowerCase(Locale.ROOT);
        values.put(key, value);
        names.put(key, name);
    }

    void putAll(final ConfMap other)
    {
        other.values.forEach((key, value) -> put(other.names.get(key), value));
    }

    ConfValue get(final String name)
    {
        return values.get(name.toLowerCase(Locale.ROOT));
    }

    /** Another value refers to this one: then it may be there for that alone. */
    void refer(final String name)
    {
        referred.add(name.toLowerCase(Locale.ROOT));
    }

    boolean isReferred(final String name)
    {
        return referred.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Names as written. */
    Set<String> names()
    {
        return Set.copyOf(names.values());
    }

    /** Names as written, in the order of the file. */
    Iterable<String> namesInOrder()
    {
        return names.values();
    }

    /** The same for maps that mean the same, in whatever order. */
    String canonical()
    {
        final StringBuilder text = new StringBuilder("{");
        new TreeMap<>(values).forEach((key, value) -> text.append(key.length()).append(':').append(key).append('=')
            .append(value.canonical()).append(';'));
        return text.append('}').toString();
    }
}
