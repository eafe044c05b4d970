package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

import io.standfast.engine.store.ChannelIndex;

/**
 * Looks at single channels, durables and clients for people. Used by the engine thread between two entries; changes
 * nothing.
 */
public final class EngineLook
{
    private final Clients clients;
    private final Channels channels;

    EngineLook(final Clients clients, final Channels channels)
    {
        this.clients = clients;
        this.channels = channels;
    }

    /**
     * A channel.
     *
     * @param name of the channel.
     * @return what there is, or null when there is no such channel.
     */
    public ChannelDetail channel(final String name)
    {
        final Channel channel = channels.byName(name.getBytes(UTF_8));
        if (channel == null)
        {
            return null;
        }
        final List<DurableView> durables = new ArrayList<>();
        int online = 0;
        for (final Subscription subscription : channel.subscriptions())
        {
            online += subscription.isOnline() ? 1 : 0;
            if (subscription.isDurable())
            {
                durables.add(view(Durable.of(subscription), subscription.clientId(), new byte[0], subscription
                    .durableName()));
            }
        }
        for (final QueueGroup group : channel.groups())
        {
            online += (int) group.members().stream().filter(Subscription::isOnline).count();
            if (group.isDurable())
            {
                durables.add(view(Durable.of(group), new byte[0], group.groupName(), group.durableName()));
            }
        }
        return new ChannelDetail(channel.channelId(), name, channel.epoch(), channel.first(), channel.last(), channel
            .bytes(), online, durables);
    }

    private static DurableView view(final Durable durable, final byte[] clientId, final byte[] queueGroup,
        final byte[] durableName)
    {
        return new DurableView(new String(clientId, UTF_8), new String(queueGroup, UTF_8), new String(durableName,
            UTF_8), durable.isOnline(), durable.receiver().lastSent(), durable.pendings());
    }

    /**
     * The first message of a channel that is not older than a moment.
     *
     * @param name        of the channel.
     * @param timestampNs moment, Unix ns.
     * @return its sequence, last + 1 when all are older, 0 when there is no such channel.
     */
    public long sequenceAt(final String name, final long timestampNs)
    {
        final Channel channel = channels.byName(name.getBytes(UTF_8));
        return channel == null ? 0 : channel.index().firstAtOrAfter(timestampNs);
    }

    /**
     * Where messages lie now.
     *
     * @param name  of the channel.
     * @param from  first sequence that is wanted.
     * @param limit most that are wanted.
     * @return those that are stored, in the order of their sequences; null when there is no such channel.
     */
    public MessageLocations locate(final String name, final long from, final int limit)
    {
        final Channel channel = channels.byName(name.getBytes(UTF_8));
        if (channel == null)
        {
            return null;
        }
        final long first = Math.max(from, channel.first());
        final int count = (int) Math.max(0, Math.min(limit, channel.last() + 1 - first));
        final long[] locations = new long[count];
        for (int i = 0; i < count; i++)
        {
            locations[i] = channel.index().location(first + i);
            assert locations[i] != ChannelIndex.NULL_LOCATION : name + " has no message " + (first + i);
        }
        return new MessageLocations(channel.channelId(), channel.epoch(), channel.first(), channel.last(), first,
            locations);
    }

    /**
     * Whether a client is registered.
     *
     * @param clientId of the client.
     * @return true if so.
     */
    public boolean hasClient(final String clientId)
    {
        return clients.byId(clientId.getBytes(UTF_8)) != null;
    }

    /**
     * Names of registered clients.
     *
     * @param limit most that are wanted.
     * @return ids in the order in which they came.
     */
    public List<String> clientIds(final int limit)
    {
        return clients.all().stream().limit(limit).map(client -> new String(client.clientId(), UTF_8)).toList();
    }

    /**
     * Names of channels.
     *
     * @param limit most that are wanted.
     * @return names in the order in which they were created.
     */
    public List<String> channelNames(final int limit)
    {
        return channels.all().stream().limit(limit).map(channel -> new String(channel.name(), UTF_8)).toList();
    }

    /**
     * A channel between two entries of the log. Immutable.
     *
     * @param channelId number of the channel.
     * @param name      of the channel.
     * @param epoch     of the channel.
     * @param first     sequence of the oldest stored message, last + 1 when nothing is stored.
     * @param last      sequence of the newest message ever stored.
     * @param bytes     of the stored messages.
     * @param online    subscriptions of all kinds that are online.
     * @param durables  durables and durable queue groups, online or not.
     */
    public record ChannelDetail(int channelId, String name, long epoch, long first, long last, long bytes, int online,
        List<DurableView> durables)
    {
        /**
         * Messages that are stored.
         *
         * @return number.
         */
        public long messages()
        {
            return last + 1 - first;
        }
    }

    /**
     * A durable or a durable queue group between two entries of the log. Immutable.
     *
     * @param clientId    of a plain durable, else empty.
     * @param queueGroup  of a queue group, else empty.
     * @param durableName of the durable.
     * @param isOnline    whether somebody gets its messages.
     * @param lastSent    highest sequence that was sent.
     * @param pendings    messages that were sent and are not acked.
     */
    public record DurableView(String clientId, String queueGroup, String durableName, boolean isOnline, long lastSent,
        long pendings)
    {
    }

    /**
     * Where messages of a channel lie. Not changed by anybody.
     *
     * @param channelId number of the channel.
     * @param epoch     of the channel.
     * @param first     sequence of its oldest stored message.
     * @param last      sequence of its newest message.
     * @param from      sequence of the first location.
     * @param locations of messages that follow one another.
     */
    public record MessageLocations(int channelId, long epoch, long first, long last, long from, long[] locations)
    {
    }
}
