package io.standfast.engine.view;

import java.util.List;

/**
 * All that the engine holds, in numbers. Immutable.
 *
 * @param clients       registered clients.
 * @param subscriptions subscriptions of all kinds, online or not.
 * @param messages      stored.
 * @param bytes         of the stored messages.
 * @param channels      all of them, without subscriptions, in the order of their numbers.
 */
public record ServerView(int clients, long subscriptions, long messages, long bytes, List<ChannelView> channels)
{
    /**
     * Sum up.
     *
     * @param clients  registered clients.
     * @param channels all of them.
     * @return view.
     */
    public static ServerView of(final int clients, final List<ChannelView> channels)
    {
        long subscriptions = 0;
        long messages = 0;
        long bytes = 0;
        for (final ChannelView channel : channels)
        {
            subscriptions += channel.subscriptionCount();
            messages += channel.messages();
            bytes += channel.bytes();
        }
        return new ServerView(clients, subscriptions, messages, bytes, channels);
    }
}
