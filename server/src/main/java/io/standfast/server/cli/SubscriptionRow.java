package io.standfast.server.cli;

import io.standfast.server.http.JsonWriter;
import io.standfast.server.http.Lag;
import java.util.Map;

/**
 * A subscription as {@code /streaming/channelsz} shows it. Immutable.
 *
 * @param channel     of it.
 * @param client      that has it, the last one when it is offline.
 * @param durable     name of the durable, of a member of a durable group the group's; empty for none.
 * @param queue       name of the queue group, empty for none.
 * @param isOffline   whether nobody listens.
 * @param isStalled   whether it gets nothing before an acknowledgement comes.
 * @param maxInFlight messages that may be unacknowledged.
 * @param ackWaitS    time after which a message is sent again, s.
 * @param lastSent    highest sequence sent.
 * @param pending     messages sent and not acknowledged.
 * @param lag         messages that are not acknowledged, sent or not.
 */
record SubscriptionRow(String channel, String client, String durable, String queue, boolean isOffline,
    boolean isStalled, long maxInFlight, long ackWaitS, long lastSent, long pending, long lag)
{
    static SubscriptionRow of(final String channel, final long first, final long last,
        final Map<String, Object> page)
    {
        final String queueName = MonitorApi.text(page, "queue_name");
        final boolean isDurableGroup = !queueName.isEmpty() && Boolean.TRUE.equals(page.get("is_durable"));
        final int colon = isDurableGroup ? queueName.indexOf(':') : -1;
        final long lastSent = MonitorApi.number(page, "last_sent");
        final long pending = MonitorApi.number(page, "pending_count");
        return new SubscriptionRow(channel, MonitorApi.text(page, "client_id"), colon < 0 ? MonitorApi.text(page,
            "durable_name") : queueName.substring(0, colon), queueName.substring(colon + 1), Boolean.TRUE.equals(
                page
                    .get("is_offline")),
            Boolean.TRUE.equals(page.get("is_stalled")), MonitorApi.number(page, "max_inflight"),
            MonitorApi.number(page,
                "ack_wait"),
            lastSent, pending, Lag.messages(first, last, lastSent, pending));
    }

    /** The lag of a subscription as a page shows it. */
    static long lag(final JsonValue channel, final JsonValue subscription)
    {
        return Lag.messages(channel.at("first_seq").number(), channel.at("last_seq").number(),
            subscription.at("last_sent")
                .number(),
            subscription.at("pending_count").number());
    }

    boolean isDurable()
    {
        return !durable.isEmpty();
    }

    String kind()
    {
        return (isDurable() ? "durable" : "plain") + (queue.isEmpty() ? "" : " queue");
    }

    String state()
    {
        return isOffline ? "offline" : isStalled ? "stalled" : lag > pending ? "behind" : "current";
    }

    /** Why it gets what it gets, and what to do. */
    String explanation()
    {
        final long unsent = lag - pending;
        if (isOffline)
        {
            return "is offline: no client has it open. It keeps its place, " + lag + " messages wait; they come when " +
                (queue.isEmpty() ? "client \"" + client + "\" subscribes with durable name \"" + durable + "\""
                    : "a client joins queue group \"" + queue + "\" with durable name \"" + durable + "\"") +
                ". Nobody needs it any more: standfast sub rm.";
        }
        if (isStalled)
        {
            return "is stalled: " + pending + " messages are unacknowledged, and no more than " + maxInFlight +
                " may be (max in flight). It gets new ones when it acknowledges; every " + ackWaitS + " s (ack wait) " +
                "the same ones are sent again. Does its client acknowledge, and does it live? Is its handler slower " +
                "than the ack wait?";
        }
        if (unsent > 0)
        {
            return "is behind: " + unsent + " messages have not been sent yet, " + pending +
                " are unacknowledged (of " +
                maxInFlight + "). They are on their way; when the number does not go down, the client or its " +
                "connection is slow.";
        }
        return pending > 0
            ? "is current: everything has been sent, " + pending + " messages are unacknowledged and are " +
                "sent again after " + ackWaitS + " s (ack wait)."
            : "is current: everything has been sent and acknowledged.";
    }

    void write(final JsonWriter json)
    {
        json.beginObject().field("channel", channel).field("client", client).field("durable", durable).field("queue",
            queue).field("state", state()).field("offline", isOffline).field("stalled", isStalled).field("last_sent",
                lastSent)
            .field("pending", pending).field("max_in_flight", maxInFlight).field("ack_wait_s", ackWaitS).field("lag",
                lag)
            .endObject();
    }
}
