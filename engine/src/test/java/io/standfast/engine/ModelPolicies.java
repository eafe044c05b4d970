package io.standfast.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.standfast.engine.ModelParts.MChannel;
import io.standfast.engine.ModelParts.MSub;

/**
 * The part of {@link SpecModel} that says what the server does of its own accord (docs/policies.md).
 */
final class ModelPolicies
{
    private final SpecModel model;
    private Policies global = Policies.OFF;
    private Set<String> withoutLimit = Set.of();
    private long nowNs;

    ModelPolicies(final SpecModel model)
    {
        this.model = model;
    }

    void now(final long ns)
    {
        nowNs = ns;
    }

    /** Policies of all channels; messages of some are delivered for ever. */
    void set(final Policies policies, final Set<String> exempt)
    {
        global = policies;
        withoutLimit = exempt;
        for (final MChannel channel : model.channels)
        {
            offline(channel).forEach(this::arm);
            if (policies.dedupWindowNs() == 0)
            {
                channel.guids.clear();
            }
            forget(channel, policies.dedupMax());
        }
        model.delivery.say("done");
        model.finish();
    }

    // ---------------------------------------------------------------- dead letters

    boolean isExhausted(final MSub sub, final long sequence)
    {
        final int max = withoutLimit.contains(sub.channel.name) ? 0 : global.maxDeliveries();
        return max > 0 && sub.pendings.get(sequence).count + 1 >= max;
    }

    /** Whether a message that was delivered often enough is not delivered again. */
    boolean isTaken(final MSub sub, final long sequence)
    {
        if (!sub.channel.timestamps.containsKey(sequence) || global.deadLetter().isEmpty())
        {
            return true;
        }
        final String before = sub.channel.replies.getOrDefault(sequence, "");
        final String reply = (before.isEmpty() ? "" : before + ";") + sub.channel.name + "." + sequence +
            "?deliveries=" + (sub.pendings.get(sequence).count +
                1) +
            "&client=" + sub.clientId + (sub.durable.isEmpty() ? "" : "&durable=" + sub.durable) +
            (sub.group == null ? "" : "&queue=" + sub.group.name);
        return !global.deadLetter().equals(sub.channel.name) && model.store(global.deadLetter(), reply) == null;
    }

    // ---------------------------------------------------------------- publishes that come twice

    /** Whether the channel knows a guid from a moment ago. */
    boolean isDuplicate(final MChannel channel, final String guid)
    {
        if (channel == null || global.dedupWindowNs() == 0)
        {
            return false;
        }
        channel.guids.values().removeIf(ns -> nowNs - ns >= global.dedupWindowNs());
        return channel.guids.containsKey(guid);
    }

    void remember(final MChannel channel, final String guid)
    {
        if (global.dedupWindowNs() > 0)
        {
            forget(channel, global.dedupMax() - 1);
            channel.guids.put(guid, nowNs);
        }
    }

    private static void forget(final MChannel channel, final int max)
    {
        while (channel.guids.size() > max)
        {
            channel.guids.remove(channel.guids.keySet().iterator().next());
        }
    }

    // ---------------------------------------------------------------- durables that nobody uses

    void wentOffline(final MSub sub)
    {
        sub.offlineSinceNs = nowNs;
        arm(sub);
    }

    private void arm(final MSub sub)
    {
        sub.idleNs = global.maxDurableIdleNs() > 0 ? sub.offlineSinceNs + global.maxDurableIdleNs() : null;
    }

    List<MSub> offline(final MChannel channel)
    {
        return Stream.concat(channel.subs.stream(), channel.groups.stream().flatMap(group -> group.members.stream()))
            .filter(sub -> sub.client == null).toList();
    }

    void expire(final MSub sub)
    {
        sub.channel.subs.remove(sub);
        sub.channel.groups.remove(sub.group);
        model.delivery.say("Removed " + (sub.group == null
            ? "durable \"" + sub.durable + "\" of client \"" + sub.clientId + "\""
            : "durable queue group \"" + sub.durable + ":" + sub.group.name + "\" (last of client \"" + sub.clientId +
                "\")") +
            " on channel \"" + sub.channel.name + "\"");
    }
}
