package io.standfast.server.config;

import java.util.List;
import java.util.Map;

/**
 * What the operator asked for: values by canonical name, already checked to be of their kind. Immutable.
 *
 * @param values   by canonical name.
 * @param warnings for the operator.
 * @param channels limits of single channels and wildcards; only files can give them.
 */
public record ParsedFlags(Map<String, String> values, List<String> warnings, List<ChannelLimits> channels)
{
    ParsedFlags(final Map<String, String> values, final List<String> warnings)
    {
        this(values, warnings, List.of());
    }

    boolean has(final String name)
    {
        return values.containsKey(name);
    }

    String text(final String name, final String absent)
    {
        return values.getOrDefault(name, absent);
    }

    /**
     * Value of a boolean flag.
     *
     * @param name canonical.
     * @return its value, false when it was not given.
     */
    public boolean isSet(final String name)
    {
        return flag(name, false);
    }

    boolean flag(final String name, final boolean absent)
    {
        return has(name) ? FlagKind.parseBool(values.get(name)) : absent;
    }

    int number(final String name, final int absent)
    {
        return has(name) ? Integer.decode(values.get(name)) : absent;
    }

    long longNumber(final String name, final long absent)
    {
        return has(name) ? Long.decode(values.get(name)) : absent;
    }

    long size(final String name, final long absent)
    {
        return has(name) ? ByteSize.parse(values.get(name)) : absent;
    }

    long durationNs(final String name, final long absentNs)
    {
        return has(name) ? GoDuration.parseNs(values.get(name)) : absentNs;
    }
}
