package io.standfast.server.http;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.SubscriptionView;

/**
 * Pieces that several of the {@code /streaming} pages have. Stateless.
 */
final class StreamingJson
{
    private StreamingJson()
    {
    }

    /**
     * How an object about the server begins.
     *
     * @param source of the server's names.
     * @return writer within the object.
     */
    static JsonWriter begin(final MonitorSource source)
    {
        final ServerFacts facts = source.facts();
        return new JsonWriter().beginObject().field("cluster_id", facts.clusterId()).field("server_id", facts
            .serverId());
    }

    static JsonWriter list(final JsonWriter json, final Paging paging, final int count, final int total)
    {
        return json.field("now", time(OffsetDateTime.now())).field("offset", paging.offset()).field("limit", paging
            .limit()).field("count", count).field("total", total);
    }

    static String time(final OffsetDateTime time)
    {
        return time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    static void channel(final JsonWriter json, final MonitorSource source, final ChannelView channel,
        final List<SubscriptionView> subscriptions)
    {
        json.beginObject().field("name", channel.name()).field("msgs", channel.messages()).field("bytes", channel
            .bytes()).field("first_seq", firstSequence(channel)).field("last_seq", channel.last()).field("subs_count",
                channel.subscriptionCount());
        if (!subscriptions.isEmpty())
        {
            json.name("subscriptions");
            subscriptions(json, source, subscriptions);
        }
        json.endObject();
    }

    /** A channel that never had a message has no first one. */
    private static long firstSequence(final ChannelView channel)
    {
        return channel.last() == 0 ? 0 : channel.first();
    }

    static void subscriptions(final JsonWriter json, final MonitorSource source,
        final List<SubscriptionView> subscriptions)
    {
        json.beginArray();
        for (final SubscriptionView subscription : subscriptions)
        {
            subscription(json, source, subscription);
        }
        json.endArray();
    }

    private static void subscription(final JsonWriter json, final MonitorSource source,
        final SubscriptionView subscription)
    {
        json.beginObject().field("client_id", subscription.clientId()).field("inbox", subscription.inbox()).field(
            "ack_inbox", source.ackInbox(subscription.subscriptionId()));
        optional(json, "durable_name", subscription.isMember() ? "" : subscription.durableName());
        optional(json, "queue_name", queueName(subscription));
        json.field("is_durable", subscription.isDurable()).field("is_offline", !subscription.isOnline()).field(
            "max_inflight", subscription.maxInFlight()).field("ack_wait", subscription.ackWaitS()).field("last_sent",
                subscription.lastSent())
            .field("pending_count", subscription.pending()).field("is_stalled",
                subscription.isStalled())
            .endObject();
    }

    static void optional(final JsonWriter json, final String name, final String value)
    {
        if (!value.isEmpty())
        {
            json.field(name, value);
        }
    }

    /**
     * The group of a member as the original calls it.
     *
     * @param subscription of any kind.
     * @return durable and group for a durable group, empty for no member.
     */
    static String queueName(final SubscriptionView subscription)
    {
        return subscription.isMember() && subscription.isDurable() ? subscription.durableName() + ":" + subscription
            .groupName() : subscription.groupName();
    }
}
