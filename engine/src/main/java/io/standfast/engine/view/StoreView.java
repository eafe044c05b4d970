package io.standfast.engine.view;

import java.util.List;

/**
 * Limits in force, and what the message store takes. Immutable.
 *
 * @param maxChannels channels at most, 0 for any number.
 * @param global      limits of channels that no entry of the table is about.
 * @param entries     what the table says of single channels and wildcards, inherited values filled in.
 * @param segments    files of the store.
 * @param usedBytes   of those files up to their last records.
 * @param lastSegment number of the newest one: how often the store has rolled.
 */
public record StoreView(int maxChannels, ChannelLimits global, List<ChannelLimits> entries, int segments,
    long usedBytes, int lastSegment)
{
    /**
     * Limits of one channel or wildcard; 0 means unlimited.
     *
     * @param name             of the channel, empty for the global limits.
     * @param maxMsgs          messages.
     * @param maxBytes         bytes.
     * @param maxAgeNs         age, ns.
     * @param maxSubscriptions subscriptions, online or not.
     * @param maxInactivityNs  time without activity after which the channel is deleted, ns.
     */
    public record ChannelLimits(String name, long maxMsgs, long maxBytes, long maxAgeNs, int maxSubscriptions,
        long maxInactivityNs)
    {
    }
}
