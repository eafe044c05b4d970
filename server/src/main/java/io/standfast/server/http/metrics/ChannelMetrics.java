package io.standfast.server.http.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.ServerView;
import io.standfast.engine.view.SubscriptionView;
import io.standfast.server.http.ServerFacts;
import io.standfast.server.http.UnavailableException;

/**
 * Metrics of channels, subscriptions and durables: a bounded number, whatever there is. Owned by the thread that
 * answers a request.
 */
final class ChannelMetrics
{
    /** Name of all channels that are not listed: no channel can have it. */
    private static final String OTHERS = "*";
    /** Channels that the engine is asked for at once. */
    private static final int CHUNK = 256;
    /** Subscriptions with samples of their own, for each channel that is listed. */
    private static final int SUBSCRIPTIONS_PER_CHANNEL = 10;

    private final MetricsSource source;
    private final ServerFacts facts;
    private final int limit;
    private final List<ChannelView> listed = new ArrayList<>();
    private final List<SubscriptionView> subscriptions = new ArrayList<>();
    private List<ChannelView> others = List.of();
    private int omitted;

    ChannelMetrics(final MetricsSource source, final int limit)
    {
        this.source = source;
        this.limit = limit;
        facts = source.facts();
    }

    void write(final PrometheusWriter out)
    {
        try
        {
            final ServerView server = source.look(views -> views.server());
            look(server);
            out.family(Family.ENGINE_ANSWERS).sample(1);
            totals(out, server);
            oldChannels(out);
            oldSubscriptions(out);
            channels(out);
            durables(out);
        }
        catch (final UnavailableException ex)
        {
            out.family(Family.ENGINE_ANSWERS).sample(0);
        }
    }

    /** Those that are listened to come first: they have a lag. Then those that were published to most. */
    private void look(final ServerView server)
    {
        final List<ChannelView> ranked = new ArrayList<>(server.channels());
        ranked.sort(Comparator.comparing((ChannelView channel) -> channel.subscriptionCount() == 0).thenComparing(
            Comparator.comparingLong(ChannelView::last).reversed()).thenComparing(ChannelView::name));
        final int count = Math.min(limit, ranked.size());
        final List<String> names = ranked.subList(0, count).stream().map(ChannelView::name).toList();
        others = ranked.subList(count, ranked.size());
        for (int from = 0; from < count; from += CHUNK)
        {
            final List<String> chunk = names.subList(from, Math.min(from + CHUNK, count));
            listed.addAll(source.look(views -> views.channels(chunk)));
        }
        for (final ChannelView channel : listed)
        {
            for (final SubscriptionView subscription : channel.subscriptions())
            {
                if (subscriptions.size() < limit * SUBSCRIPTIONS_PER_CHANNEL)
                {
                    subscriptions.add(subscription);
                }
                else
                {
                    omitted++;
                }
            }
        }
    }

    private void totals(final PrometheusWriter out, final ServerView server)
    {
        final String id = facts.serverId();
        out.family(Family.NSS_BYTES).sample(server.bytes(), id);
        out.family(Family.NSS_MESSAGES).sample(server.messages(), id);
        out.family(Family.NSS_CHANNELS).sample(server.channels().size(), id);
        out.family(Family.NSS_SUBSCRIPTIONS).sample(server.subscriptions(), id);
        out.family(Family.NSS_CLIENTS).sample(server.clients(), id);
        out.family(Family.CHANNELS_LISTED).sample(listed.size());
        out.family(Family.SUBSCRIPTIONS_OMITTED).sample(omitted);
    }

    private void oldChannels(final PrometheusWriter out)
    {
        oldChannel(out, Family.NSS_CHANNEL_BYTES, ChannelView::bytes);
        oldChannel(out, Family.NSS_CHANNEL_MESSAGES, ChannelView::messages);
        oldChannel(out, Family.NSS_CHANNEL_LAST, ChannelView::last);
    }

    private void oldChannel(final PrometheusWriter out, final Family family, final ToLongFunction<ChannelView> value)
    {
        out.family(family);
        listed.forEach(channel -> out.sample(value.applyAsLong(channel), facts.serverId(), facts.role(), channel
            .name()));
        if (!others.isEmpty())
        {
            out.sample(others.stream().mapToLong(value).sum(), facts.serverId(), facts.role(), OTHERS);
        }
    }

    private void oldSubscriptions(final PrometheusWriter out)
    {
        oldSubscription(out, Family.NSS_LAST_SENT, SubscriptionView::lastSent);
        oldSubscription(out, Family.NSS_PENDING, SubscriptionView::pending);
        oldSubscription(out, Family.NSS_MAX_IN_FLIGHT, SubscriptionView::maxInFlight);
    }

    /** Two subscriptions of a client may have all labels in common; Prometheus would refuse everything. */
    private void oldSubscription(final PrometheusWriter out, final Family family,
        final ToLongFunction<SubscriptionView> value)
    {
        final Map<List<String>, Long> samples = new LinkedHashMap<>();
        for (final SubscriptionView subscription : subscriptions)
        {
            final boolean isMember = subscription.isMember();
            final String queue = isMember && subscription.isDurable() ? subscription.durableName() + ":" + subscription
                .groupName() : subscription.groupName();
            samples.putIfAbsent(List.of(facts.serverId(), facts.role(), subscription.channel(), subscription
                .clientId(), subscription.inbox(), queue, Boolean.toString(subscription.isDurable()),
                Boolean
                    .toString(!subscription.isOnline()),
                isMember ? "" : subscription.durableName()),
                value
                    .applyAsLong(subscription));
        }
        out.family(family);
        samples.forEach((labels, sample) -> out.sample(sample, labels.toArray(new String[0])));
    }

    private void channels(final PrometheusWriter out)
    {
        channel(out, Family.CHANNEL_MESSAGES, ChannelView::messages);
        channel(out, Family.CHANNEL_BYTES, ChannelView::bytes);
        channel(out, Family.CHANNEL_LAST, ChannelView::last);
        channel(out, Family.CHANNEL_SUBSCRIPTIONS, ChannelView::subscriptionCount);
        out.family(Family.CHANNEL_STALLED);
        listed.forEach(channel -> out.sample(channel.subscriptions().stream().filter(SubscriptionView::isStalled)
            .count(), channel.name()));
        out.family(Family.CHANNEL_OFFLINE);
        listed.forEach(channel -> out.sample(channel.subscriptions().stream().filter(subscription -> !subscription
            .isOnline()).count(), channel.name()));
    }

    private void channel(final PrometheusWriter out, final Family family, final ToLongFunction<ChannelView> value)
    {
        out.family(family);
        listed.forEach(channel -> out.sample(value.applyAsLong(channel), channel.name()));
        if (!others.isEmpty())
        {
            out.sample(others.stream().mapToLong(value).sum(), OTHERS);
        }
    }

    private void durables(final PrometheusWriter out)
    {
        final List<DurableLag> lags = DurableLag.of(listed, limit * SUBSCRIPTIONS_PER_CHANNEL);
        durable(out, Family.LAG_MESSAGES, lags, DurableLag::messages);
        out.family(Family.LAG_SECONDS);
        final long nowNs = System.currentTimeMillis() * 1_000_000;
        lags.forEach(lag -> out.seconds(lag.ageNs(source::timestampNs, nowNs), lag.labels()));
        durable(out, Family.DURABLE_PENDING, lags, DurableLag::pending);
        durable(out, Family.DURABLE_STALLED, lags, lag -> lag.isStalled() ? 1 : 0);
        durable(out, Family.DURABLE_OFFLINE, lags, lag -> lag.isOnline() ? 0 : 1);
    }

    private static void durable(final PrometheusWriter out, final Family family, final List<DurableLag> lags,
        final ToLongFunction<DurableLag> value)
    {
        out.family(family);
        lags.forEach(lag -> out.sample(value.applyAsLong(lag), lag.labels()));
    }
}
