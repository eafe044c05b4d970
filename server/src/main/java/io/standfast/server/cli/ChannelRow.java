package io.standfast.server.cli;

import io.standfast.server.http.JsonWriter;
import java.util.List;
import java.util.Map;

/**
 * A channel as {@code /streaming/channelsz} shows it. Immutable.
 *
 * @param name          of the channel.
 * @param messages      stored.
 * @param bytes         stored.
 * @param first         sequence of the oldest stored message.
 * @param last          sequence of the newest message ever stored.
 * @param subscriptions of all kinds, online or not.
 */
record ChannelRow(String name, long messages, long bytes, long first, long last,
    List<SubscriptionRow> subscriptions)
{
    static ChannelRow of(final Map<String, Object> page)
    {
        final String name = MonitorApi.text(page, "name");
        final long first = MonitorApi.number(page, "first_seq");
        final long last = MonitorApi.number(page, "last_seq");
        return new ChannelRow(name, MonitorApi.number(page, "msgs"), MonitorApi.number(page, "bytes"), first, last,
            MonitorApi.objects(page.get("subscriptions")).stream().map(
                subscription -> SubscriptionRow.of(name, first, last, subscription))
                .toList());
    }

    long pending()
    {
        return subscriptions.stream().mapToLong(SubscriptionRow::pending).sum();
    }

    long lag()
    {
        return subscriptions.stream().mapToLong(SubscriptionRow::lag).max().orElse(0);
    }

    long stalled()
    {
        return subscriptions.stream().filter(SubscriptionRow::isStalled).count();
    }

    long offline()
    {
        return subscriptions.stream().filter(SubscriptionRow::isOffline).count();
    }

    void write(final JsonWriter json)
    {
        json.beginObject().field("channel", name).field("messages", messages).field("bytes", bytes)
            .field("first", first)
            .field("last", last).field("subscriptions", subscriptions.size()).field("offline", offline()).field(
                "stalled", stalled())
            .field("pending", pending()).field("lag", lag()).endObject();
    }
}
