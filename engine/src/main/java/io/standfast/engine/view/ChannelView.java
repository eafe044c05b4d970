package io.standfast.engine.view;

import java.util.List;

/**
 * A channel as it is between two entries of the log. Immutable.
 *
 * @param channelId         number of the channel, ascending with its creation.
 * @param name              of the channel.
 * @param epoch             of the channel: another one when it was deleted and created again.
 * @param first             sequence of the oldest stored message, last + 1 when nothing is stored.
 * @param last              sequence of the newest message ever stored, 0 when there never was one.
 * @param bytes             of the stored messages.
 * @param digest            of all that was published to it since feature level 2, 0 before.
 * @param subscriptionCount subscriptions of all kinds, online or not.
 * @param subscriptions     plain and durable ones, then members of groups; empty when they were not asked for.
 */
public record ChannelView(int channelId, String name, long epoch, long first, long last, long bytes, long digest,
    int subscriptionCount, List<SubscriptionView> subscriptions)
{
    /**
     * Stored messages.
     *
     * @return number of them.
     */
    public long messages()
    {
        return last + 1 - first;
    }
}
