package io.standfast.server.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One value of a configuration file, with the place where it stands. Immutable.
 *
 * @param value String, Long, Double, Boolean, {@link ConfMap} or List of ConfValue.
 * @param place file and line, for messages.
 */
record ConfValue(Object value, String place)
{
    /** The type's name as Go would print it: the old server's messages name types so. */
    String typeName()
    {
        if (value instanceof String)
        {
            return "string";
        }
        if (value instanceof Long)
        {
            return "int64";
        }
        if (value instanceof Double)
        {
            return "float64";
        }
        if (value instanceof Boolean)
        {
            return "bool";
        }
        return value instanceof List ? "[]interface {}" : "map[string]interface {}";
    }

    /**
     * The value in the words of the command line.
     *
     * @param kind that is wanted.
     * @param key  that it is the value of, for messages.
     * @return text.
     * @throws SettingsException with file and line when it is of another kind.
     */
    String textFor(final SettingKind kind, final String key)
    {
        final Object raw = joined();
        final boolean isWanted = switch (kind)
        {
            case BOOL -> raw instanceof Boolean;
            case INT, LONG -> raw instanceof Long;
            case SIZE, ENDPOINT -> raw instanceof Long || raw instanceof String;
            case TIME -> raw instanceof String || raw.equals(0L);
            case SECONDS -> raw instanceof String || raw instanceof Long;
            case TEXT -> raw instanceof String;
            case TREE -> true;
        };
        if (!isWanted)
        {
            throw new SettingsException(place + ": parameter \"" + key + "\" value is expected to be " +
                expected(kind) + ", got " + typeName());
        }
        final String text = kind == SettingKind.SECONDS && raw instanceof Long ? raw + "s" : raw.toString();
        try
        {
            kind.check(key, text);
        }
        catch (final SettingsException ex)
        {
            throw new SettingsException(place + ": " + ex.getMessage());
        }
        return text;
    }

    /** A list of names is what the command line writes with commas. */
    private Object joined()
    {
        if (value instanceof final List<?> list && list.stream().allMatch(
            each -> each instanceof final ConfValue item && item.value() instanceof String))
        {
            return list.stream().map(each -> ((ConfValue) each).value().toString()).collect(Collectors.joining(","));
        }
        return value;
    }

    /** The same for values that mean the same, wherever they stand. */
    String canonical()
    {
        if (value instanceof final ConfMap map)
        {
            return map.canonical();
        }
        if (value instanceof final List<?> list)
        {
            return list.stream().map(each -> ((ConfValue) each).canonical()).collect(Collectors.joining(",", "[", "]"));
        }
        return typeName() + " " + value.toString().length() + ":" + value;
    }

    private static String expected(final SettingKind kind)
    {
        return switch (kind)
        {
            case BOOL -> "bool";
            case INT, LONG, SIZE -> "int64";
            case TIME, SECONDS, TEXT, ENDPOINT -> "string";
            case TREE -> "map[string]interface {}";
        };
    }
}
