package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.TreeMap;

import io.standfast.codecs.ChannelPatterns;

/**
 * Global policies and what per-channel and wildcard entries say over them, inherited as limits are. Owned by the engine
 * thread, replaced as a whole.
 *
 * @param global  of channels that no entry is about.
 * @param entries by name or wildcard.
 */
record PolicyTable(Policies global, TreeMap<String, Policies> entries)
{
    PolicyTable(final Policies global)
    {
        this(global, new TreeMap<>());
    }

    void put(final String name, final Policies override)
    {
        entries.put(name, override);
    }

    /**
     * Policies of a channel: every matching entry over the next wider one, from the global ones inwards.
     *
     * @param channelName literal name.
     * @return policies.
     */
    Policies resolve(final byte[] channelName)
    {
        Policies policies = global;
        for (final String pattern : ChannelPatterns.matching(entries.keySet(), new String(channelName, UTF_8)))
        {
            policies = policies.overriddenBy(entries.get(pattern));
        }
        return policies;
    }
}
