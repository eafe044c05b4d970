package io.standfast.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.standfast.engine.ModelParts.MChannel;
import io.standfast.engine.ModelParts.MGroup;
import io.standfast.engine.ModelParts.MPending;
import io.standfast.engine.ModelParts.MSub;

/**
 * The part of {@link SpecModel} that says who gets which message when (STAN-SPEC 2.3 to 2.8).
 */
final class ModelDelivery
{
    private static final long SLACK_NS = 15_000_000L;

    private final List<String> said = new ArrayList<>();
    private final ModelPolicies policies;
    private long nowNs;

    ModelDelivery(final ModelPolicies policies)
    {
        this.policies = policies;
    }

    void now(final long ns)
    {
        nowNs = ns;
    }

    void say(final String line)
    {
        said.add(line);
    }

    /** What has been said since it was last asked, sorted: between receivers there is no order. */
    List<String> take()
    {
        final List<String> taken = said.stream().sorted().toList();
        said.clear();
        return taken;
    }

    void redeliver(final MSub sub)
    {
        sub.timerNs = null;
        if (sub.pendings.isEmpty() || sub.client == null)
        {
            return;
        }
        if (sub.group == null && sub.client.isMissed)
        {
            sub.timerNs = nowNs + sub.ackWaitNs;
            return;
        }
        final List<Long> due = sub.pendings.entrySet().stream().filter(entry -> entry.getValue().deadlineNs <= nowNs +
            SLACK_NS).sorted(Comparator.<Map.Entry<Long, MPending>>comparingLong(entry -> entry.getValue().deadlineNs)
                .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey).toList();
        for (final long sequence : due)
        {
            redeliverOne(sub, sequence);
        }
        rearm(sub);
        sendTo(sub);
    }

    private void redeliverOne(final MSub sub, final long sequence)
    {
        if (policies.isExhausted(sub, sequence) && policies.isTaken(sub, sequence))
        {
            removePending(sub, sequence);
            return;
        }
        final MSub receiver = sub.group == null ? sub : pick(sub.group);
        final MPending pending = sub.pendings.get(sequence);
        if (receiver == sub)
        {
            final long cadenceNs = pending.deadlineNs + sub.ackWaitNs;
            again(sub, sequence, cadenceNs > nowNs + SLACK_NS ? cadenceNs : nowNs + sub.ackWaitNs);
            return;
        }
        addPending(receiver, sequence, nowNs + receiver.ackWaitNs, pending.count);
        removePending(sub, sequence);
        again(receiver, sequence, nowNs + receiver.ackWaitNs);
    }

    private void again(final MSub sub, final long sequence, final long deadlineNs)
    {
        if (!sub.channel.timestamps.containsKey(sequence))
        {
            removePending(sub, sequence);
            return;
        }
        final MPending pending = sub.pendings.get(sequence);
        pending.deadlineNs = deadlineNs;
        pending.count++;
        said.add("deliver " + sub.id + " " + sequence + " " + pending.count);
    }

    void sendTo(final MSub sub)
    {
        if (sub.group == null)
        {
            send(sub);
        }
        else
        {
            send(sub.group);
        }
    }

    void send(final MSub sub)
    {
        while (sub.client != null && !sub.isStalled() && next(sub.channel, sub.lastSent) <= sub.channel.last)
        {
            sub.lastSent = next(sub.channel, sub.lastSent);
            first(sub, sub.lastSent);
        }
    }

    void send(final MGroup group)
    {
        while (!group.isShadowed() && group.members.stream().anyMatch(member -> !member.isStalled()))
        {
            final MChannel channel = group.members.get(0).channel;
            if (next(channel, group.lastSent) > channel.last)
            {
                return;
            }
            group.lastSent = next(channel, group.lastSent);
            first(pick(group), group.lastSent);
        }
    }

    private static long next(final MChannel channel, final long lastSent)
    {
        return Math.max(lastSent + 1, channel.first);
    }

    private void first(final MSub sub, final long sequence)
    {
        addPending(sub, sequence, nowNs + sub.ackWaitNs, 0);
        said.add("deliver " + sub.id + " " + sequence + " 0");
    }

    /** All that has been sent and not acked, again and at once, by sequence. */
    void resend(final MSub sub)
    {
        for (final long sequence : List.copyOf(sub.pendings.keySet()))
        {
            if (!policies.isExhausted(sub, sequence))
            {
                again(sub, sequence, nowNs + sub.ackWaitNs);
            }
        }
        rearm(sub);
        if (sub.timerNs != null && sub.timerNs <= nowNs)
        {
            sub.timerNs = nowNs + 1;
        }
    }

    /**
     * Fewest pendings of those that live and have room; none: the first that has room; none: the first. And the first
     * goes to the end.
     */
    private static MSub pick(final MGroup group)
    {
        final MSub first = group.members.get(0);
        final MSub withRoom = group.members.stream().filter(member -> !member.isStalled()).findFirst().orElse(first);
        final MSub best = group.members.stream().filter(member -> !member.isStalled() && !member.client.isMissed).min(
            Comparator.comparingInt(member -> member.pendings.size())).orElse(withRoom);
        if (best == first)
        {
            group.members.remove(0);
            group.members.add(best);
        }
        return best;
    }

    private static void addPending(final MSub sub, final long sequence, final long deadlineNs, final int count)
    {
        final MPending pending = new MPending();
        pending.deadlineNs = deadlineNs;
        pending.count = count;
        sub.pendings.put(sequence, pending);
        if (sub.timerNs == null)
        {
            sub.timerNs = deadlineNs;
        }
    }

    static void removePending(final MSub sub, final long sequence)
    {
        sub.pendings.remove(sequence);
        if (sub.pendings.isEmpty())
        {
            sub.timerNs = null;
        }
    }

    private static void rearm(final MSub sub)
    {
        sub.timerNs = sub.client == null || sub.pendings.isEmpty() ? null : sub.pendings.values().stream().mapToLong(
            pending -> pending.deadlineNs).min().getAsLong();
    }
}
