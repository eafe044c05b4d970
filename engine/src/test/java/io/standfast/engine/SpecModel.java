package io.standfast.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.standfast.engine.ModelParts.MChannel;
import io.standfast.engine.ModelParts.MClient;
import io.standfast.engine.ModelParts.MGroup;
import io.standfast.engine.ModelParts.MPending;
import io.standfast.engine.ModelParts.MSub;

/**
 * The specification (STAN-SPEC 1.5, 1.8 to 1.12, 2, 3) once more, with plain collections and no thought of speed: the
 * oracle of {@link EngineModelTest}. What it says is one line an output.
 */
final class SpecModel
{
    private static final long HAND_OVER_NS = 100_000_000L;

    private final Map<String, MClient> clients = new TreeMap<>();
    final List<MChannel> channels = new ArrayList<>();
    final ModelPolicies policies = new ModelPolicies(this);
    final ModelDelivery delivery = new ModelDelivery(policies);
    private long nowNs;
    private long lastReceiverId;
    private long lastClientKey;
    private long lastChannelId;
    private Commands.Bounds bounds = new Commands.Bounds(0, 0, 0, 0, 0, 0, false);

    /** Who is connected. */
    Map<String, MClient> clients()
    {
        return clients;
    }

    List<String> take()
    {
        return delivery.take();
    }

    void now(final long ns)
    {
        nowNs = ns;
        delivery.now(ns);
        policies.now(ns);
    }

    // ---------------------------------------------------------------- commands

    void termOpened()
    {
        delivery.say("gates open");
        final List<MSub> subs = byKey().stream().flatMap(client -> client.subs.stream()).toList();
        clients.values().forEach(client -> client.isMissed = false);
        subs.forEach(delivery::resend);
        subs.forEach(delivery::sendTo);
        finish();
    }

    void limits(final Commands.Bounds next)
    {
        final boolean isSame = bounds.equals(next);
        bounds = next;
        delivery.say("done");
        for (final MChannel channel : isSame ? List.<MChannel>of() : channels)
        {
            enforce(channel);
            channel.inactivityNs = null;
            if (!isWatched(channel))
            {
                armInactivity(channel);
            }
        }
        finish();
    }

    void connect(final String id, final String connId, final long replaces)
    {
        final MClient holder = clients.get(id);
        if (holder != null && replaces == 0)
        {
            delivery.say("in use " + holder.key);
        }
        else if (holder != null && holder.key != replaces)
        {
            delivery.say("refused stan: clientID already registered");
        }
        else
        {
            if (holder != null)
            {
                closeAll(holder);
            }
            final MClient client = new MClient();
            client.id = id;
            client.connId = connId;
            client.key = ++lastClientKey;
            clients.put(id, client);
            delivery.say("connected " + client.key);
        }
        finish();
    }

    void closeClient(final String id)
    {
        final MClient client = clients.get(id);
        if (client == null)
        {
            delivery.say("refused stan: unknown clientID");
        }
        else
        {
            closeAll(client);
            delivery.say("done");
        }
        finish();
    }

    void missed(final long key, final boolean isMissed)
    {
        clients.values().stream().filter(client -> client.key == key).forEach(client -> client.isMissed = isMissed);
        delivery.say("done");
        finish();
    }

    void failed(final long key)
    {
        byKey().stream().filter(client -> client.key == key).forEach(this::closeAll);
        delivery.say("done");
        finish();
    }

    void publish(final String clientId, final String connId, final String name, final String guid, final int count)
    {
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            final String refusal = publishOne(clientId, connId, name, guid);
            if (refusal != null)
            {
                delivery.say("publish refused " + i + " " + refusal);
                refused++;
            }
        }
        delivery.say("published " + (count - refused) + "/" + refused);
        finish();
    }

    private String publishOne(final String clientId, final String connId, final String name, final String guid)
    {
        final boolean isKnown = connId.isEmpty() ? clients.containsKey(clientId)
            : clients.values().stream().anyMatch(client -> client.connId.equals(connId));
        if (!isKnown)
        {
            return "stan: invalid publish request";
        }
        if (policies.isDuplicate(find(name), guid))
        {
            return null;
        }
        final String refusal = store(name, "");
        if (refusal == null)
        {
            policies.remember(find(name), guid);
        }
        return refusal;
    }

    String store(final String name, final String reply)
    {
        final String refusal = creationRefusal(name);
        if (refusal != null)
        {
            return refusal;
        }
        final MChannel channel = channelFor(name);
        channel.last++;
        channel.timestamps.put(channel.last, nowNs);
        channel.sizes.put(channel.last, ModelParts.sizeOf(name, channel.last, nowNs, reply));
        channel.replies.put(channel.last, reply);
        channel.lastActivityNs = nowNs;
        channel.subs.forEach(delivery::send);
        channel.groups.forEach(delivery::send);
        enforce(channel);
        return null;
    }

    void subscribe(final String clientId, final String name, final String queue, final String durable,
        final int start, final long startValue, final int maxInFlight)
    {
        final String refusal = trySubscribe(clientId, name, queue, durable, start, startValue, maxInFlight);
        if (refusal != null)
        {
            delivery.say("refused " + refusal);
        }
        finish();
    }

    private String trySubscribe(final String clientId, final String name, final String queue, final String durable,
        final int start, final long startValue, final int maxInFlight)
    {
        final MClient client = clients.get(clientId);
        if (client == null)
        {
            return "stan: unknown clientID";
        }
        final String refusal = creationRefusal(name);
        if (refusal != null)
        {
            return refusal;
        }
        final MChannel channel = channelFor(name);
        final MSub sub = new MSub();
        sub.channel = channel;
        sub.clientId = clientId;
        sub.durable = durable;
        sub.maxInFlight = maxInFlight;
        sub.ackWaitNs = 1_000_000_000L;
        final String text = queue.isEmpty() ? plain(sub, start, startValue) : member(sub, queue, start, startValue);
        if (text != null)
        {
            abandoned(channel);
            return text;
        }
        sub.client = client;
        client.subs.add(sub);
        channel.inactivityNs = null;
        delivery.say("subscribed " + sub.id);
        delivery.resend(sub);
        delivery.sendTo(sub);
        return null;
    }

    private String plain(final MSub sub, final int start, final long startValue)
    {
        final MChannel channel = sub.channel;
        final MSub known = sub.durable.isEmpty() ? null : channel.subs.stream().filter(other -> other.durable.equals(
            sub.durable) && other.clientId.equals(sub.clientId)).findFirst().orElse(null);
        if (known != null && known.client != null && !bounds.isDurableReplaced())
        {
            return "stan: duplicate durable registration";
        }
        if (known == null && isFull(channel))
        {
            return "too many subscriptions per channel";
        }
        if (known != null && known.client != null)
        {
            close(known, false);
        }
        sub.id = ++lastReceiverId;
        if (known == null)
        {
            sub.lastSent = channel.startPosition(start, startValue, nowNs);
            channel.subs.add(sub);
        }
        else
        {
            sub.lastSent = known.lastSent;
            sub.pendings = known.pendings;
            channel.subs.set(channel.subs.indexOf(known), sub);
        }
        return null;
    }

    private String member(final MSub sub, final String queue, final int start, final long startValue)
    {
        if (sub.durable.contains(":"))
        {
            return "stan: durable name of a durable queue subscriber can't contain the character ':'";
        }
        final MChannel channel = sub.channel;
        MGroup group = channel.groups.stream().filter(other -> other.name.equals(queue) && other.durable.equals(
            sub.durable)).findFirst().orElse(null);
        if ((group == null || !group.isShadowed()) && isFull(channel))
        {
            return "too many subscriptions per channel";
        }
        if (group == null)
        {
            group = new MGroup();
            group.name = queue;
            group.durable = sub.durable;
            group.lastSent = channel.startPosition(start, startValue, nowNs);
            lastReceiverId++;
            channel.groups.add(group);
        }
        sub.group = group;
        sub.id = ++lastReceiverId;
        if (group.isShadowed())
        {
            sub.pendings = group.members.get(0).pendings;
            group.members.set(0, sub);
        }
        else
        {
            group.members.add(sub);
        }
        return null;
    }

    void closeSubscription(final String clientId, final String name, final long id, final boolean isUnsubscribe)
    {
        final MChannel channel = find(name);
        final MSub sub = channel == null ? null : online(id);
        if (channel == null)
        {
            delivery.say("refused stan: unknown channel");
        }
        else if (sub == null || sub.channel != channel)
        {
            delivery.say("refused stan: invalid subscription");
        }
        else if (!clients.containsKey(clientId) || sub.client != clients.get(clientId))
        {
            delivery.say("refused stan: unknown clientID");
        }
        else
        {
            close(sub, isUnsubscribe);
            delivery.say("done");
        }
        finish();
    }

    void ack(final long id, final long sequence)
    {
        final MSub sub = online(id);
        final MSub holder = sub == null ? null : holder(sub, sequence);
        if (holder == null)
        {
            delivery.say("acked 0/1");
        }
        else
        {
            ModelDelivery.removePending(holder, sequence);
            delivery.sendTo(sub);
            delivery.say("acked 1/0");
        }
        finish();
    }

    private static MSub holder(final MSub sub, final long sequence)
    {
        if (sub.pendings.containsKey(sequence) || sub.group == null)
        {
            return sub.pendings.containsKey(sequence) ? sub : null;
        }
        return sub.group.members.stream().filter(member -> member.pendings.containsKey(sequence)).findFirst().orElse(
            null);
    }

    // ---------------------------------------------------------------- time

    /** When something is due next, or null. */
    Long nextNs()
    {
        final Due due = nextDue(Long.MAX_VALUE);
        return due == null ? null : due.ns;
    }

    /** Everything that is due by now. */
    void finish()
    {
        for (Due due = nextDue(nowNs); due != null; due = nextDue(nowNs))
        {
            due.work.run();
        }
    }

    /**
     * Something that is due.
     */
    private record Due(long ns, int kind, long id, Runnable work)
    {
    }

    private Due nextDue(final long byNs)
    {
        final List<Due> all = new ArrayList<>();
        for (final MChannel channel : channels)
        {
            add(all, channel.expiryNs, 0, channel.id, () -> expire(channel));
            add(all, channel.inactivityNs, 1, channel.id, () -> inactive(channel));
            channel.subs.forEach(sub -> add(all, sub.timerNs, 2, sub.id, () -> delivery.redeliver(sub)));
            policies.offline(channel).forEach(sub -> add(all, sub.idleNs, 3, sub.id, () -> policies.expire(sub)));
            channel.groups.forEach(group -> group.members.forEach(member -> add(all, member.timerNs, 2, member.id,
                () -> delivery.redeliver(member))));
        }
        return all.stream().filter(due -> due.ns <= byNs).min(Comparator.comparingLong(Due::ns).thenComparingInt(
            Due::kind).thenComparingLong(Due::id)).orElse(null);
    }

    private static void add(final List<Due> all, final Long ns, final int kind, final long id, final Runnable work)
    {
        if (ns != null)
        {
            all.add(new Due(ns, kind, id, work));
        }
    }

    private void expire(final MChannel channel)
    {
        channel.expiryNs = null;
        while (bounds.maxAgeNs() > 0 && !channel.timestamps.isEmpty() &&
            channel.timestamps.firstEntry().getValue() + bounds.maxAgeNs() <= nowNs)
        {
            dropFirst(channel);
        }
        armExpiry(channel);
    }

    private void inactive(final MChannel channel)
    {
        channel.inactivityNs = null;
        if (bounds.maxInactivityNs() <= 0 || isWatched(channel))
        {
            return;
        }
        final long deadNs = channel.lastActivityNs + bounds.maxInactivityNs();
        if (deadNs > nowNs)
        {
            channel.inactivityNs = deadNs;
            return;
        }
        channels.remove(channel);
        delivery.say("Channel \"" + channel.name + "\" has been deleted");
    }

    // ---------------------------------------------------------------- going away

    private void closeAll(final MClient client)
    {
        for (final MSub sub : List.copyOf(client.subs))
        {
            close(sub, false);
        }
        clients.remove(client.id);
    }

    private void close(final MSub sub, final boolean isUnsubscribe)
    {
        sub.client.subs.remove(sub);
        sub.client = null;
        sub.timerNs = null;
        final MChannel channel = sub.channel;
        if (sub.group != null)
        {
            leave(sub, isUnsubscribe);
        }
        else if (sub.durable.isEmpty() || isUnsubscribe)
        {
            channel.subs.remove(sub);
        }
        policies.wentOffline(sub);
        abandoned(channel);
    }

    private void leave(final MSub sub, final boolean isUnsubscribe)
    {
        final MGroup group = sub.group;
        if (group.members.size() == 1)
        {
            if (group.durable.isEmpty() || isUnsubscribe)
            {
                sub.channel.groups.remove(group);
            }
            return;
        }
        group.members.remove(sub);
        int turn = 0;
        for (final Map.Entry<Long, MPending> entry : sub.pendings.entrySet())
        {
            final MPending handed = new MPending();
            handed.deadlineNs = nowNs;
            handed.count = entry.getValue().count;
            group.members.get(turn % group.members.size()).pendings.put(entry.getKey(), handed);
            turn++;
        }
        for (final MSub member : group.members)
        {
            if (!sub.pendings.isEmpty() && !member.pendings.isEmpty())
            {
                member.timerNs = nowNs + HAND_OVER_NS;
            }
        }
        delivery.send(group);
    }

    // ---------------------------------------------------------------- channels

    private void enforce(final MChannel channel)
    {
        while (channel.timestamps.size() > 1 && (bounds.maxMsgs() > 0 && channel.timestamps.size() > bounds.maxMsgs() ||
            bounds.maxBytes() > 0 && channel.bytes() > bounds.maxBytes()))
        {
            dropFirst(channel);
        }
        armExpiry(channel);
    }

    static void dropFirst(final MChannel channel)
    {
        channel.timestamps.pollFirstEntry();
        channel.sizes.pollFirstEntry();
        channel.first++;
    }

    void armExpiry(final MChannel channel)
    {
        channel.expiryNs = bounds.maxAgeNs() <= 0 || channel.timestamps.isEmpty() ? null
            : Long.valueOf(channel.timestamps
                .firstEntry().getValue() + bounds.maxAgeNs());
    }

    private void armInactivity(final MChannel channel)
    {
        if (bounds.maxInactivityNs() > 0)
        {
            channel.inactivityNs = channel.lastActivityNs + bounds.maxInactivityNs();
        }
    }

    void abandoned(final MChannel channel)
    {
        if (!isWatched(channel))
        {
            channel.lastActivityNs = nowNs;
            armInactivity(channel);
        }
    }

    /** Active ones, durables that are offline, and shadows count alike (STAN-SPEC 3.2). */
    private boolean isFull(final MChannel channel)
    {
        final int count = channel.subs.size() + channel.groups.stream().mapToInt(group -> group.members.size()).sum();
        return bounds.maxSubs() > 0 && count >= bounds.maxSubs();
    }

    static boolean isWatched(final MChannel channel)
    {
        return channel.subs.stream().anyMatch(sub -> sub.client != null) || channel.groups.stream().anyMatch(
            group -> group.members.stream().anyMatch(member -> member.client != null));
    }

    private String creationRefusal(final String name)
    {
        if (find(name) != null)
        {
            return null;
        }
        for (final MChannel channel : channels)
        {
            if (channel.name.equalsIgnoreCase(name))
            {
                return "rejecting channel \"" + name + "\" because channel \"" + channel.name +
                    "\" alreay exists (different cases not allowed)";
            }
        }
        return bounds.maxChannels() > 0 && channels.size() >= bounds.maxChannels() ? "too many channels" : null;
    }

    private MChannel channelFor(final String name)
    {
        final MChannel known = find(name);
        if (known != null)
        {
            return known;
        }
        final MChannel channel = new MChannel();
        channel.name = name;
        channel.id = ++lastChannelId;
        channel.lastActivityNs = nowNs;
        armInactivity(channel);
        channels.add(channel);
        delivery.say("Channel \"" + name + "\" has been created");
        return channel;
    }

    MChannel find(final String name)
    {
        return channels.stream().filter(channel -> channel.name.equals(name)).findFirst().orElse(null);
    }

    private MSub online(final long id)
    {
        return byKey().stream().flatMap(client -> client.subs.stream()).filter(sub -> sub.id == id).findFirst().orElse(
            null);
    }

    private List<MClient> byKey()
    {
        return clients.values().stream().sorted(Comparator.comparingLong(client -> client.key)).toList();
    }
}
