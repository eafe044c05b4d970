package io.standfast.server.http.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.MessagePlace;
import io.standfast.engine.view.SubscriptionView;
import io.standfast.server.http.Lag;

/**
 * How far a durable, or a durable queue group with all its members, is behind its channel. Immutable.
 *
 * @param channel   name of the channel.
 * @param clientId  of the durable, empty for a group.
 * @param durable   its name.
 * @param group     name of the queue group, empty for none.
 * @param messages  that it has not acked, sent or not.
 * @param pending   messages of those that were sent.
 * @param isStalled whether nobody of it can take a message.
 * @param isOnline  whether anybody of it is there.
 * @param oldest    of those messages, or null.
 */
record DurableLag(String channel, String clientId, String durable, String group, long messages, long pending,
    boolean isStalled, boolean isOnline, MessagePlace oldest)
{
    static List<DurableLag> of(final List<ChannelView> channels, final int limit)
    {
        final List<DurableLag> lags = new ArrayList<>();
        for (final ChannelView channel : channels)
        {
            final Map<List<String>, List<SubscriptionView>> durables = new LinkedHashMap<>();
            channel.subscriptions().stream().filter(SubscriptionView::isDurable).forEach(
                subscription -> durables.computeIfAbsent(List.of(subscription.isMember() ? "" : subscription
                    .clientId(), subscription.durableName(), subscription.groupName()), key -> new ArrayList<>()).add(
                        subscription));
            durables.values().forEach(members -> lags.add(of(channel, members)));
            if (lags.size() >= limit)
            {
                return lags.subList(0, limit);
            }
        }
        return lags;
    }

    private static DurableLag of(final ChannelView channel, final List<SubscriptionView> members)
    {
        final SubscriptionView first = members.get(0);
        final long pending = members.stream().mapToLong(SubscriptionView::pending).sum();
        return new DurableLag(channel.name(), first.isMember() ? "" : first.clientId(), first.durableName(), first
            .groupName(), Lag.messages(channel.first(), channel.last(), first.lastSent(), pending), pending,
            members.stream().allMatch(
                SubscriptionView::isStalled),
            members.stream().anyMatch(SubscriptionView::isOnline), members.stream().map(
                SubscriptionView::oldest).filter(Objects::nonNull).min(Comparator.comparingLong(
                    MessagePlace::sequence))
                .orElse(null));
    }

    String[] labels()
    {
        return new String[]{channel, clientId, durable, group};
    }

    /**
     * Age of the oldest message.
     *
     * @param timestampsNs tell when a message was published, 0 when it is gone.
     * @param nowNs        Unix ns.
     * @return ns, 0 when there is none.
     */
    long ageNs(final ToLongFunction<MessagePlace> timestampsNs, final long nowNs)
    {
        final long timestampNs = oldest == null ? 0 : timestampsNs.applyAsLong(oldest);
        return timestampNs == 0 ? 0 : Math.max(0, nowNs - timestampNs);
    }
}
