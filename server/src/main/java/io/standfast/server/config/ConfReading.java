package io.standfast.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes values of a configuration file whose type is known, for maps in which nothing may be overlooked: a key that is
 * not understood there is an error, because what it should have forbidden would be allowed. Stateless.
 */
final class ConfReading
{
    private static final long NS_PER_S = 1_000_000_000L;

    private ConfReading()
    {
    }

    static ConfMap map(final String key, final ConfValue value)
    {
        if (value.value() instanceof final ConfMap map)
        {
            return map;
        }
        throw wrong(key, value, "a map: " + key + " { ... }");
    }

    static String text(final String key, final ConfValue value)
    {
        if (value.value() instanceof final String text && !text.isEmpty())
        {
            return text;
        }
        if (value.value() instanceof Long || value.value() instanceof Double)
        {
            throw wrong(key, value, "a text: put it between quotation marks");
        }
        throw wrong(key, value, "a text");
    }

    static boolean flag(final String key, final ConfValue value)
    {
        if (value.value() instanceof final Boolean flag)
        {
            return flag;
        }
        throw wrong(key, value, "true or false");
    }

    static int number(final String key, final ConfValue value)
    {
        if (value.value() instanceof final Long number && number == number.intValue())
        {
            return number.intValue();
        }
        throw wrong(key, value, "a number");
    }

    /** A duration, or seconds as nats-server has them. */
    static long durationNs(final String key, final ConfValue value)
    {
        if (value.value() instanceof final Number seconds && Math.abs(seconds.doubleValue()) < Integer.MAX_VALUE)
        {
            return (long) (seconds.doubleValue() * NS_PER_S);
        }
        try
        {
            return GoDuration.parseNs(text(key, value));
        }
        catch (final IllegalArgumentException ex)
        {
            throw wrong(key, value, "seconds, or a duration like \"2s\"");
        }
    }

    static List<ConfValue> list(final String key, final ConfValue value)
    {
        if (value.value() instanceof final List<?> list)
        {
            final List<ConfValue> values = new ArrayList<>();
            list.forEach(each -> values.add((ConfValue) each));
            return values;
        }
        throw wrong(key, value, "a list: " + key + " [ ... ]");
    }

    /** One text, or a list of them. */
    static List<String> texts(final String key, final ConfValue value)
    {
        if (value.value() instanceof String)
        {
            return List.of(text(key, value));
        }
        final List<String> texts = new ArrayList<>();
        list(key, value).forEach(each -> texts.add(text(key, each)));
        return texts;
    }

    /**
     * First of several names for the same.
     *
     * @param map   to look in.
     * @param names of the key.
     * @return value, or null.
     */
    static ConfValue find(final ConfMap map, final String... names)
    {
        for (final String name : names)
        {
            final ConfValue value = map.get(name);
            if (value != null)
            {
                return value;
            }
        }
        return null;
    }

    static void requireKnown(final ConfMap map, final String where, final Set<String> known)
    {
        for (final String name : map.namesInOrder())
        {
            if (!known.contains(name.toLowerCase(Locale.ROOT)) && !map.isReferred(name))
            {
                final String near = Nearest.to(name, known);
                throw new SettingsException(map.get(name).place() + ": key \"" + name + "\" is not known in " + where +
                    (near == null ? ": " + String.join(", ", known.stream().sorted().toList())
                        : "; did you mean \"" + near + "\"?"));
            }
        }
    }

    static SettingsException wrong(final String key, final ConfValue value, final String expected)
    {
        return new SettingsException(value.place() + ": \"" + key + "\" is expected to be " + expected + "; got " +
            value.typeName());
    }
}
