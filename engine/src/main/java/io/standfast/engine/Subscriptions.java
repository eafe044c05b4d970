package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * How subscriptions come and go (STAN-SPEC 2.7, 2.8). Owned by the engine thread.
 */
final class Subscriptions
{
    private static final long HAND_OVER_DELAY_NS = 100_000_000L;

    private final Long2ObjectHashMap<Subscription> online = new Long2ObjectHashMap<>();
    private final EngineClock clock;
    private final DeadlineHeap deadlines;
    private final Dispatcher dispatcher;
    private final EngineOutput output;
    private final SubscriptionTrace trace;
    private final PolicyState policies;
    private final OfflineDurables offline;
    private long lastId;

    Subscriptions(final Dispatcher dispatcher, final EngineParts parts)
    {
        this.clock = parts.clock();
        this.deadlines = parts.deadlines();
        this.dispatcher = dispatcher;
        this.output = parts.output();
        this.policies = parts.policies();
        trace = new SubscriptionTrace(output);
        offline = new OfflineDurables(parts);
    }

    /**
     * Those that nobody uses.
     *
     * @return since when, and for how long they may.
     */
    OfflineDurables offline()
    {
        return offline;
    }

    SubscriptionTrace trace()
    {
        return trace;
    }

    Subscription online(final long subscriptionId)
    {
        return online.get(subscriptionId);
    }

    int onlineCount()
    {
        return online.size();
    }

    long lastId()
    {
        return lastId;
    }

    void lastId(final long id)
    {
        lastId = id;
    }

    long nextId()
    {
        return ++lastId;
    }

    /**
     * A durable of a client on a channel.
     *
     * @param channel     of the durable.
     * @param clientId    of its client.
     * @param durableName of the durable.
     * @return the durable, online or not, or null.
     */
    static Subscription durable(final Channel channel, final byte[] clientId, final byte[] durableName)
    {
        for (int i = 0; i < channel.subscriptions().size(); i++)
        {
            final Subscription subscription = channel.subscriptions().get(i);
            if (Arrays.equals(subscription.durableName(), durableName) &&
                Arrays.equals(subscription.clientId(), clientId))
            {
                return subscription;
            }
        }
        return null;
    }

    static QueueGroup group(final Channel channel, final byte[] groupName, final byte[] durableName)
    {
        for (int i = 0; i < channel.groups().size(); i++)
        {
            final QueueGroup group = channel.groups().get(i);
            if (Arrays.equals(group.groupName(), groupName) && Arrays.equals(group.durableName(), durableName))
            {
                return group;
            }
        }
        return null;
    }

    /**
     * A new subscription, or a durable that starts anew.
     *
     * @param client   of the subscription.
     * @param channel  of the subscription.
     * @param settings of the subscription.
     * @param lastSent where it starts.
     * @return the subscription, online; nothing has been sent.
     */
    Subscription create(final Client client, final Channel channel, final SubscriptionSettings settings,
        final long lastSent)
    {
        final Subscription created = new Subscription(nextId(), channel, settings, null, new PendingAcks());
        created.lastSent(lastSent);
        channel.subscriptions().add(created);
        attach(created, client);
        return created;
    }

    /**
     * A durable comes back with its last-sent and its pendings.
     *
     * @param client   of the durable.
     * @param known    the durable, offline.
     * @param settings new settings.
     * @return the durable, online under a new id.
     */
    Subscription resume(final Client client, final Subscription known, final SubscriptionSettings settings)
    {
        final Subscription resumed = successor(known, settings);
        final ArrayList<Subscription> all = known.channel().subscriptions();
        all.set(all.indexOf(known), resumed);
        attach(resumed, client);
        return resumed;
    }

    /**
     * A member joins a queue group; the first one takes over from the shadow.
     *
     * @param client   of the member.
     * @param group    to join.
     * @param settings of the member.
     * @return the member, online.
     */
    Subscription join(final Client client, final QueueGroup group, final SubscriptionSettings settings)
    {
        final Subscription shadow = group.shadow();
        final Subscription member;
        if (shadow == null)
        {
            member = new Subscription(nextId(), group.channel(), settings, group, new PendingAcks());
            group.members().add(member);
        }
        else
        {
            member = successor(shadow, settings);
            group.members().set(0, member);
        }
        attach(member, client);
        return member;
    }

    QueueGroup createGroup(final Channel channel, final byte[] groupName, final byte[] durableName,
        final long lastSent)
    {
        final QueueGroup group = new QueueGroup(nextId(), channel, groupName, durableName);
        group.lastSent(lastSent);
        channel.groups().add(group);
        return group;
    }

    /**
     * A durable that nobody has subscribed to here: another server's.
     *
     * @param channel  of the durable.
     * @param settings of the durable.
     * @param lastSent highest sequence that it was sent.
     * @return the durable, offline; the one that is there already.
     */
    Subscription offlineDurable(final Channel channel, final SubscriptionSettings settings, final long lastSent)
    {
        final Subscription known = durable(channel, settings.clientId(), settings.durableName());
        if (known != null)
        {
            return known;
        }
        final Subscription created = new Subscription(nextId(), channel, settings, null, new PendingAcks());
        created.lastSent(lastSent);
        channel.subscriptions().add(created);
        offline.onOffline(created);
        return created;
    }

    /**
     * A durable queue group that nobody has joined here: another server's.
     *
     * @param channel   of the group.
     * @param groupName of the group.
     * @param settings  of its last member, with the durable's name.
     * @param lastSent  highest sequence that it was sent.
     * @return its shadow; the one that is there already.
     */
    Subscription offlineGroup(final Channel channel, final byte[] groupName, final SubscriptionSettings settings,
        final long lastSent)
    {
        final QueueGroup known = group(channel, groupName, settings.durableName());
        if (known != null)
        {
            return known.shadow();
        }
        final QueueGroup group = createGroup(channel, groupName, settings.durableName(), lastSent);
        final Subscription shadow = new Subscription(nextId(), channel, new SubscriptionSettings(settings.clientId(),
            new byte[0], settings.inbox(), settings.maxInFlight(), settings.ackWaitS()), group, new PendingAcks());
        group.members().add(shadow);
        offline.onOffline(shadow);
        return shadow;
    }

    /**
     * A subscription is closed or unsubscribed.
     *
     * @param subscription  that is online.
     * @param isUnsubscribe whether a durable is removed, too.
     */
    void close(final Subscription subscription, final boolean isUnsubscribe)
    {
        detach(subscription);
        if (subscription.group() != null)
        {
            leave(subscription, isUnsubscribe);
        }
        else if (!subscription.isDurable() || isUnsubscribe)
        {
            subscription.channel().subscriptions().remove(subscription);
            subscription.pendings().free();
            trace.removed(subscription);
        }
        else
        {
            offline.onOffline(subscription);
            trace.suspended(subscription);
        }
    }

    /**
     * Everything about the receivers of a channel that is being deleted.
     *
     * @param channel of the receivers; those that are online are taken from their clients.
     */
    void removeAll(final Channel channel)
    {
        channel.subscriptions().forEach(this::drop);
        for (final QueueGroup group : channel.groups())
        {
            group.members().forEach(this::drop);
            dispatcher.forget(group);
        }
        channel.subscriptions().clear();
        channel.groups().clear();
    }

    /**
     * A durable is removed, whoever uses it.
     *
     * @param durable plain one.
     */
    void remove(final Subscription durable)
    {
        drop(durable);
        durable.channel().subscriptions().remove(durable);
        trace.removed(durable);
    }

    /**
     * A durable queue group is removed with all its members; what they have not acked goes to nobody.
     *
     * @param group durable one.
     */
    void remove(final QueueGroup group)
    {
        group.members().forEach(this::drop);
        dispatcher.forget(group);
        group.channel().groups().remove(group);
        group.members().forEach(trace::removed);
    }

    /**
     * A durable that was offline may have been so for too long (max_durable_idle): then it is removed as if its client
     * had unsubscribed.
     *
     * @param durable whose deadline was due.
     */
    void onIdleDue(final Subscription durable)
    {
        if (!offline.isAbandoned(durable))
        {
            return;
        }
        final int pending = durable.pendings().size();
        if (durable.group() == null)
        {
            remove(durable);
        }
        else
        {
            remove(durable.group());
        }
        policies.count(PolicyState.Total.EXPIRED_DURABLES);
        output.onNotice(NoticeLevel.INFO, "Removed " + durable.describe() + " on channel \"" +
            new String(durable.channelName(), UTF_8) + "\": it had no client for " +
            TimeUnit.NANOSECONDS.toSeconds(durable.channel().policies().maxDurableIdleNs()) +
            " s (max_durable_idle); " + pending + " messages were not acked");
    }

    private void drop(final Subscription subscription)
    {
        if (subscription.isOnline())
        {
            detach(subscription);
        }
        offline.forget(subscription);
        subscription.pendings().free();
    }

    void restoreOnline(final Subscription subscription, final Client client)
    {
        subscription.client(client);
        client.subscriptions().add(subscription);
        online.put(subscription.subscriptionId(), subscription);
    }

    private Subscription successor(final Subscription before, final SubscriptionSettings settings)
    {
        final Subscription successor = new Subscription(nextId(), before.channel(), settings, before.group(),
            before.pendings());
        successor.lastSent(before.lastSent());
        offline.forget(before);
        return successor;
    }

    private void attach(final Subscription subscription, final Client client)
    {
        restoreOnline(subscription, client);
        dispatcher.updateStalled(subscription);
        output.onSubscriptionOpened(subscription);
    }

    private void detach(final Subscription subscription)
    {
        online.remove(subscription.subscriptionId());
        subscription.client().subscriptions().remove(subscription);
        subscription.client(null);
        subscription.releaseHold();
        deadlines.disarm(subscription.deadline());
        dispatcher.forget(subscription);
        output.onSubscriptionClosed(subscription.subscriptionId());
    }

    private void leave(final Subscription member, final boolean isUnsubscribe)
    {
        final QueueGroup group = member.group();
        if (group.members().size() > 1)
        {
            group.members().remove(member);
            handOver(member.pendings(), group);
            member.pendings().free();
            dispatcher.send(group, Dispatcher.SEND_LIMIT);
            trace.left(member);
        }
        else if (!group.isDurable() || isUnsubscribe)
        {
            group.channel().groups().remove(group);
            dispatcher.forget(group);
            member.pendings().free();
            trace.removed(member);
        }
        else
        {
            dispatcher.forget(group);
            offline.onOffline(member);
            trace.suspended(member);
        }
    }

    /**
     * The pendings of a member that leaves go round the others, due at once; their timers run in 100 ms, so that acks
     * under way can arrive (STAN-SPEC 2.8).
     */
    private void handOver(final PendingAcks pendings, final QueueGroup group)
    {
        int next = 0;
        for (int slot = 0; slot < pendings.span(); slot++)
        {
            if (pendings.isLive(slot))
            {
                final Subscription receiver = group.members().get(next);
                receiver.pendings().add(pendings.sequence(slot), clock.nowNs(), pendings.count(slot));
                next = (next + 1) % group.members().size();
            }
        }
        for (final Subscription receiver : group.members())
        {
            dispatcher.updateStalled(receiver);
            if (!pendings.isEmpty() && !receiver.pendings().isEmpty())
            {
                deadlines.arm(receiver.deadline(), clock.nowNs() + HAND_OVER_DELAY_NS);
            }
        }
    }
}
