package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Global limits and what per-channel and wildcard entries say over them (STAN-SPEC 3.3). Owned by the engine thread,
 * replaced as a whole.
 */
final class LimitsTable
{
    /** Number of channels that says: the log has never set limits. None holds then. */
    static final int NOT_CONFIGURED = -1;

    private final Limits global;
    private final int maxChannels;
    private final boolean isDurableReplaced;
    private final TreeMap<String, Limits> entries = new TreeMap<>();

    LimitsTable(final Limits global, final int maxChannels, final boolean isDurableReplaced)
    {
        this.global = global;
        this.maxChannels = maxChannels;
        this.isDurableReplaced = isDurableReplaced;
    }

    void put(final String name, final Limits override)
    {
        entries.put(name, override);
    }

    Limits global()
    {
        return global;
    }

    int maxChannels()
    {
        return maxChannels;
    }

    boolean isConfigured()
    {
        return maxChannels != NOT_CONFIGURED;
    }

    boolean isDurableReplaced()
    {
        return isDurableReplaced;
    }

    TreeMap<String, Limits> entries()
    {
        return entries;
    }

    /**
     * Limits of a channel: every matching entry over the next wider one, from the global ones inwards.
     *
     * @param channelName literal name.
     * @return limits.
     */
    Limits resolve(final byte[] channelName)
    {
        if (entries.isEmpty())
        {
            return global;
        }
        final String[] name = tokens(new String(channelName, UTF_8));
        final List<String> matching = new ArrayList<>();
        for (final String pattern : entries.keySet())
        {
            if (matches(tokens(pattern), name))
            {
                matching.add(pattern);
            }
        }
        matching.sort(Comparator.comparing(LimitsTable::width));
        Limits limits = global;
        for (final String pattern : matching)
        {
            limits = limits.overriddenBy(entries.get(pattern));
        }
        return limits;
    }

    boolean isSameAs(final LimitsTable other)
    {
        return global.equals(other.global) && maxChannels == other.maxChannels &&
            isDurableReplaced == other.isDurableReplaced && entries.equals(other.entries);
    }

    /**
     * A key that sorts patterns of one channel from the widest to the narrowest: at the first token in which two of
     * them differ, the rest-wildcard is wider than the token wildcard, and that is wider than a literal.
     */
    private static String width(final String pattern)
    {
        final StringBuilder key = new StringBuilder();
        for (final String token : tokens(pattern))
        {
            key.append(">".equals(token) ? '0' : "*".equals(token) ? '1' : '2');
        }
        return key.toString();
    }

    private static boolean matches(final String[] pattern, final String[] name)
    {
        for (int i = 0; i < pattern.length; i++)
        {
            if (">".equals(pattern[i]))
            {
                return name.length > i;
            }
            if (i >= name.length || !"*".equals(pattern[i]) && !pattern[i].equals(name[i]))
            {
                return false;
            }
        }
        return pattern.length == name.length;
    }

    private static String[] tokens(final String name)
    {
        return name.split("\\.", -1);
    }
}
