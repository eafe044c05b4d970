package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.TreeMap;

import io.standfast.codecs.ChannelPatterns;

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
        Limits limits = global;
        for (final String pattern : ChannelPatterns.matching(entries.keySet(), new String(channelName, UTF_8)))
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
}
