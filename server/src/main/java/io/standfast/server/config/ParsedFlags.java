package io.standfast.server.config;

import java.util.List;
import java.util.Map;

/**
 * What the operator asked for, on the command line and in files: values by canonical name, already checked to be of
 * their kind. Immutable.
 *
 * @param values   by canonical name.
 * @param origins  who said each value: a flag, a file and line, or an environment variable.
 * @param trees    maps and lists by canonical name, as they stand in the files.
 * @param warnings for the operator.
 * @param channels limits of single channels and wildcards; only files can give them.
 */
public record ParsedFlags(Map<String, String> values, Map<String, String> origins, Map<String, ConfValue> trees,
    List<String> warnings, List<ChannelLimits> channels)
{
    ParsedFlags(final Map<String, String> values, final List<String> warnings)
    {
        this(values, Map.of(), Map.of(), warnings, List.of());
    }

    boolean has(final String name)
    {
        return values.containsKey(name);
    }

    /** Who said it; null when nobody did. */
    String origin(final String name)
    {
        return origins.get(name);
    }

    /** A map or list of the files, or null. */
    ConfValue tree(final String name)
    {
        return trees.get(name);
    }

    /** Value, or the declared default, or null. */
    String text(final String name)
    {
        return has(name) ? values.get(name) : DeclaredSettings.ALL.named(name).absent();
    }

    String text(final String name, final String absent)
    {
        return values.getOrDefault(name, absent);
    }

    /**
     * Value of a boolean setting.
     *
     * @param name canonical.
     * @return its value, its default when it was not given.
     */
    public boolean isSet(final String name)
    {
        final String text = text(name);
        return text != null && SettingKind.parseBool(text);
    }

    /**
     * Value as it was given.
     *
     * @param name canonical.
     * @return text, empty when it was not given.
     */
    public String given(final String name)
    {
        return text(name, "");
    }

    int number(final String name)
    {
        return Integer.decode(text(name));
    }

    int number(final String name, final int absent)
    {
        return has(name) ? number(name) : absent;
    }

    long longNumber(final String name)
    {
        return Long.decode(text(name));
    }

    long longNumber(final String name, final long absent)
    {
        return has(name) ? longNumber(name) : absent;
    }

    long size(final String name)
    {
        return ByteSize.parse(text(name));
    }

    long size(final String name, final long absent)
    {
        return has(name) ? size(name) : absent;
    }

    long durationNs(final String name)
    {
        return GoDuration.parseNs(text(name));
    }

    long durationNs(final String name, final long absentNs)
    {
        return has(name) ? durationNs(name) : absentNs;
    }
}
