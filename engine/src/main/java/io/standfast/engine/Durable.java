package io.standfast.engine;

import java.util.List;

/**
 * A durable, or a durable queue group, as operators see it: one thing with a name. Owned by the engine thread.
 *
 * @param receiver of the messages.
 * @param members  who get them, the durable itself when it is not a group.
 */
record Durable(Receiver receiver, List<Subscription> members)
{
    /**
     * Look for one.
     *
     * @param channel     of the durable.
     * @param clientId    of a plain durable.
     * @param queueGroup  of a durable queue group, empty for a plain durable.
     * @param durableName not empty.
     * @return durable, or null when there is none.
     */
    static Durable find(final Channel channel, final byte[] clientId, final byte[] queueGroup,
        final byte[] durableName)
    {
        if (durableName.length == 0)
        {
            return null;
        }
        if (queueGroup.length > 0)
        {
            final QueueGroup group = Subscriptions.group(channel, queueGroup, durableName);
            return group == null ? null : of(group);
        }
        final Subscription durable = Subscriptions.durable(channel, clientId, durableName);
        return durable == null ? null : of(durable);
    }

    static Durable of(final QueueGroup group)
    {
        return new Durable(group, group.members());
    }

    static Durable of(final Subscription subscription)
    {
        return new Durable(subscription, List.of(subscription));
    }

    boolean isOnline()
    {
        return members.stream().anyMatch(Subscription::isOnline);
    }

    long pendings()
    {
        return members.stream().mapToLong(member -> member.pendings().size()).sum();
    }
}
