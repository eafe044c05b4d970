package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.MessageLog;
import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.ClientView;
import io.standfast.engine.view.DurationHistogram;
import io.standfast.engine.view.MessagePlace;
import io.standfast.engine.view.PolicyView;
import io.standfast.engine.view.ServerView;
import io.standfast.engine.view.StoreView;
import io.standfast.engine.view.SubscriptionView;
import io.standfast.engine.view.ViewSession;

/**
 * Copies what others want to see of the engine. Its methods are called by any thread; the sessions that they return are
 * stepped by the engine thread.
 */
public final class EngineViews
{
    private static final int ALL = Integer.MAX_VALUE;

    private final Clients clients;
    private final Channels channels;
    private final MessageLog log;
    private final PolicyState policies;

    EngineViews(final Clients clients, final Channels channels, final MessageLog log, final PolicyState policies)
    {
        this.policies = policies;
        this.clients = clients;
        this.channels = channels;
        this.log = log;
    }

    /**
     * Some channels without their subscriptions, all at one moment.
     *
     * @param afterId number of the last one that is known, 0 for none.
     * @param limit   most that are wanted: the engine works on nothing else meanwhile.
     * @return session.
     */
    public ViewSession<List<ChannelView>> channelsAfter(final int afterId, final int limit)
    {
        return new ChannelViewSession(new ChannelViewSession.Range(channels, afterId, limit), false, limit);
    }

    /**
     * All channels without their subscriptions, and numbers of everything.
     *
     * @return session.
     */
    public ViewSession<ServerView> server()
    {
        final ChannelViewSession all = new ChannelViewSession(new ChannelViewSession.Range(channels, 0, ALL), false,
            ChannelViewSession.SLICE);
        return new ViewSession<>()
        {
            private int clientCount;

            @Override
            public boolean doWork()
            {
                clientCount = clients.size();
                return all.doWork();
            }

            @Override
            public ServerView view()
            {
                return ServerView.of(clientCount, all.view());
            }
        };
    }

    /**
     * Some channels with their subscriptions.
     *
     * @param names wanted; those that do not exist are left out.
     * @return session.
     */
    public ViewSession<List<ChannelView>> channels(final List<String> names)
    {
        return new ChannelViewSession(new ChannelViewSession.Names(channels, names), true, ChannelViewSession.SLICE);
    }

    /**
     * All clients without their subscriptions, in the order of their keys.
     *
     * @return session.
     */
    public ViewSession<List<ClientView>> clients()
    {
        return new ClientViewSession(new ClientViewSession.All(clients), false);
    }

    /**
     * Some clients with their subscriptions.
     *
     * @param clientIds wanted; those that are not registered are left out.
     * @return session.
     */
    public ViewSession<List<ClientView>> clients(final List<String> clientIds)
    {
        return new ClientViewSession(new ClientViewSession.Ids(clients, clientIds), true);
    }

    /**
     * Limits in force, and files. Looks at what any thread may see.
     *
     * @param limit most entries of the table that are wanted.
     * @return view.
     */
    public StoreView store(final int limit)
    {
        final LimitsTable table = channels.limits();
        final List<StoreView.ChannelLimits> entries = new ArrayList<>();
        for (final String name : table.entries().keySet())
        {
            if (entries.size() == limit)
            {
                break;
            }
            entries.add(limits(name, table.resolve(name.getBytes(UTF_8))));
        }
        return new StoreView(Math.max(0, table.maxChannels()), limits("", table.global()), List.copyOf(entries), log
            .segmentCount(), log.usedBytes(), log.lastSegment());
    }

    /**
     * How often policies did something. Any thread may ask.
     *
     * @return view.
     */
    public PolicyView policies()
    {
        return policies.view();
    }

    /**
     * How long appending to the store took, one message in some.
     *
     * @return histogram.
     */
    public DurationHistogram appendTimes()
    {
        return log.appendTimes();
    }

    /**
     * How long it took to force files of the store.
     *
     * @return histogram.
     */
    public DurationHistogram forceTimes()
    {
        return log.forceTimes();
    }

    private static StoreView.ChannelLimits limits(final String name, final Limits limits)
    {
        return new StoreView.ChannelLimits(name, limits.maxMsgs(), limits.maxBytes(), limits.maxAgeNs(), limits
            .maxSubscriptions(), limits.maxInactivityNs());
    }

    static SubscriptionView view(final Subscription subscription)
    {
        final QueueGroup group = subscription.group();
        final byte[] durableName = group == null ? subscription.durableName() : group.durableName();
        final Receiver receiver = group == null ? subscription : group;
        return new SubscriptionView(subscription.subscriptionId(), text(subscription.clientId()), text(subscription
            .channelName()), text(subscription.inbox()), text(durableName), group == null ? ""
                : text(group
                    .groupName()),
            subscription.isOnline(), subscription.maxInFlight(), subscription.ackWaitS(), receiver.lastSent(),
            subscription
                .pendings().size(),
            subscription.isStalled(), oldest(subscription, receiver));
    }

    private static MessagePlace oldest(final Subscription subscription, final Receiver receiver)
    {
        final Channel channel = subscription.channel();
        final PendingAcks pendings = subscription.pendings();
        final long wanted = pendings.isEmpty() ? receiver.lastSent() + 1 : pendings.sequence(0);
        final long sequence = Math.max(wanted, channel.first());
        final long location = channel.index().location(sequence);
        return location == ChannelIndex.NULL_LOCATION ? null : new MessagePlace(channel.channelId(), sequence,
            location);
    }

    static String text(final byte[] name)
    {
        return new String(name, UTF_8);
    }
}
