package io.standfast.engine;

import java.util.List;

import io.standfast.engine.ModelParts.MChannel;
import io.standfast.engine.ModelParts.MGroup;
import io.standfast.engine.ModelParts.MSub;

/**
 * The part of {@link SpecModel} that says what operators' orders do (docs/admin.md).
 */
final class ModelAdmin
{
    private static final String GONE = "refused the channel is not there any more: it has been deleted, or deleted " +
        "and created again, since you looked";
    private static final String NO_DURABLE = "refused the durable is not there any more";
    private static final String DURABLE_IN_USE = "refused the durable is online";

    private final SpecModel model;
    private final ModelDelivery delivery;

    ModelAdmin(final SpecModel model)
    {
        this.model = model;
        this.delivery = model.delivery;
    }

    void trim(final String name, final boolean isStale, final long first)
    {
        final MChannel channel = find(name, isStale);
        if (channel != null)
        {
            int removed = 0;
            while (channel.first < Math.min(first, channel.last + 1))
            {
                SpecModel.dropFirst(channel);
                removed++;
            }
            model.armExpiry(channel);
            channel.subs.forEach(sub -> forget(sub, channel.first));
            channel.subs.forEach(delivery::send);
            for (final MGroup group : channel.groups)
            {
                group.members.forEach(member -> forget(member, channel.first));
                delivery.send(group);
            }
            delivery.say("administered " + removed + " " + channel.first);
        }
        model.finish();
    }

    private static void forget(final MSub sub, final long first)
    {
        List.copyOf(sub.pendings.headMap(first).keySet()).forEach(sequence -> ModelDelivery.removePending(sub,
            sequence));
    }

    void delete(final String name, final boolean isStale, final boolean isForced)
    {
        final MChannel channel = find(name, isStale);
        if (channel != null && SpecModel.isWatched(channel) && !isForced)
        {
            delivery.say("refused the channel has online subscriptions");
        }
        else if (channel != null)
        {
            channel.subs.forEach(ModelAdmin::takeAway);
            channel.groups.forEach(group -> group.members.forEach(ModelAdmin::takeAway));
            model.channels.remove(channel);
            delivery.say("Channel \"" + name + "\" has been deleted");
            delivery.say("administered " + channel.timestamps.size() + " " + (channel.last + 1));
        }
        model.finish();
    }

    void seek(final String name, final boolean isStale, final Commands.DurableName durable, final long next,
        final boolean isForced)
    {
        final MChannel channel = find(name, isStale);
        final List<MSub> members = channel == null ? List.of() : members(channel, durable, isForced);
        if (!members.isEmpty())
        {
            final int pendings = pendings(members);
            final long position = Math.max(channel.first, Math.min(next, channel.last + 1));
            for (final MSub member : members)
            {
                member.pendings.clear();
                member.timerNs = null;
            }
            final MSub one = members.get(0);
            if (one.group == null)
            {
                one.lastSent = position - 1;
            }
            else
            {
                one.group.lastSent = position - 1;
            }
            delivery.sendTo(one);
            delivery.say("administered " + pendings + " " + position);
        }
        model.finish();
    }

    void remove(final String name, final boolean isStale, final Commands.DurableName durable, final boolean isForced)
    {
        final MChannel channel = find(name, isStale);
        final List<MSub> members = channel == null ? List.of() : members(channel, durable, isForced);
        if (!members.isEmpty())
        {
            final MSub one = members.get(0);
            final boolean isOnline = members.stream().anyMatch(member -> member.client != null);
            delivery.say("administered " + pendings(members) + " " + Math.max(channel.first, (one.group == null
                ? one.lastSent : one.group.lastSent) + 1));
            members.forEach(ModelAdmin::takeAway);
            channel.subs.remove(one);
            channel.groups.remove(one.group);
            if (isOnline)
            {
                model.abandoned(channel);
            }
        }
        model.finish();
    }

    private static int pendings(final List<MSub> members)
    {
        return members.stream().mapToInt(member -> member.pendings.size()).sum();
    }

    private static void takeAway(final MSub sub)
    {
        if (sub.client != null)
        {
            sub.client.subs.remove(sub);
            sub.client = null;
        }
    }

    private MChannel find(final String name, final boolean isStale)
    {
        final MChannel channel = isStale ? null : model.find(name);
        if (channel == null)
        {
            delivery.say(GONE);
        }
        return channel;
    }

    /** None when it is refused. */
    private List<MSub> members(final MChannel channel, final Commands.DurableName name, final boolean isForced)
    {
        final List<MSub> members = name.durable().isEmpty() ? List.of() : name.queue().isEmpty()
            ? channel.subs.stream().filter(sub -> sub.durable.equals(name.durable()) && sub.clientId.equals(name
                .clientId())).toList()
            : channel.groups.stream().filter(group -> group.name.equals(name.queue()) && group.durable.equals(name
                .durable())).flatMap(group -> group.members.stream()).toList();
        if (members.isEmpty())
        {
            delivery.say(NO_DURABLE);
        }
        else if (!isForced && members.stream().anyMatch(member -> member.client != null))
        {
            delivery.say(DURABLE_IN_USE);
            return List.of();
        }
        return members;
    }
}
