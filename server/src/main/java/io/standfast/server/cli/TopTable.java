package io.standfast.server.cli;

import io.standfast.server.config.ByteSize;
import io.standfast.server.config.Nearest;
import io.standfast.server.http.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Channels of one moment, compared with those of the moment before. Owned by one thread.
 */
final class TopTable
{
    private static final String FORMAT = "%-32s %10s %12s %10s %6s %12s %10s %8s%n";
    private static final int NAME_LENGTH = 32;
    private static final double NS_PER_S = 1e9;
    private static final Map<String, Comparator<Row>> ORDERS = Map.of(
        "rate", Comparator.comparingDouble(Row::rate).reversed(),
        "lag", Comparator.comparingLong(Row::lag).reversed(),
        "pending", Comparator.comparingLong(Row::pending).reversed(),
        "messages", Comparator.comparingLong(Row::messages).reversed(),
        "name", Comparator.comparing(Row::name));

    private final Map<String, Long> lastSequences = new HashMap<>();
    private final Comparator<Row> order;
    private final int rows;
    private long lookedNs;

    /**
     * A channel.
     *
     * @param name     of it.
     * @param rate     of publishes, messages a second; -1 when it was not seen before.
     * @param messages stored.
     * @param bytes    stored.
     * @param clients  subscriptions.
     * @param lag      of the subscription that is furthest behind: what it has not acknowledged, sent or not.
     * @param pending  deliveries that wait for an acknowledgement.
     * @param stalled  subscriptions that get nothing until they acknowledge.
     */
    private record Row(String name, double rate, long messages, long bytes, int clients, long lag, long pending,
        long stalled)
    {
    }

    /**
     * Nothing looked at yet.
     *
     * @param order of the rows.
     * @param rows  at most.
     * @throws IllegalArgumentException when there is no such order.
     */
    TopTable(final String order, final int rows)
    {
        this.order = ORDERS.get(order.toLowerCase(Locale.ROOT));
        this.rows = rows;
        if (this.order == null)
        {
            final String nearest = Nearest.to(order, ORDERS.keySet());
            throw new IllegalArgumentException("--sort " + order + ": expected " + String.join(", ", ORDERS.keySet()
                .stream().sorted().toList()) + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
        }
    }

    /** Those of a look, in order. */
    private List<Row> rows(final List<JsonValue> channels, final long nowNs)
    {
        final List<Row> all = new ArrayList<>();
        final double passedS = (nowNs - lookedNs) / NS_PER_S;
        for (final JsonValue channel : channels)
        {
            all.add(row(channel, passedS));
        }
        lookedNs = nowNs;
        all.sort(order.thenComparing(Row::name));
        return all;
    }

    /**
     * Look at channels, for programs.
     *
     * @param json     to be written to, in an array.
     * @param channels as the page has them, with subscriptions.
     * @param nowNs    time.
     */
    void write(final JsonWriter json, final List<JsonValue> channels, final long nowNs)
    {
        rows(channels, nowNs).stream().limit(rows).forEach(row ->
        {
            json.beginObject().field("channel", row.name());
            if (row.rate() >= 0)
            {
                json.field("publishes_per_s", row.rate());
            }
            json.field("messages", row.messages()).field("bytes", row.bytes()).field("subscriptions", row.clients())
                .field("lag", row.lag()).field("pending", row.pending()).field("stalled", row.stalled()).endObject();
        });
    }

    /**
     * Look at channels.
     *
     * @param channels as the page has them, with subscriptions.
     * @param nowNs    time.
     * @return table.
     */
    String text(final List<JsonValue> channels, final long nowNs)
    {
        final List<Row> all = rows(channels, nowNs);
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, FORMAT, "CHANNEL", "MSGS/S", "MESSAGES",
            "BYTES", "SUBS", "LAG", "PENDING", "STALLED"));
        for (final Row row : all.subList(0, Math.min(rows, all.size())))
        {
            text.append(String.format(Locale.ROOT, FORMAT, shortened(row.name()), row.rate() < 0 ? "-" : String.format(
                Locale.ROOT, "%.1f", row.rate()), row.messages(), ByteSize.friendly(row.bytes()), row.clients(), row
                    .lag(),
                row.pending(), row.stalled()));
        }
        if (all.size() > rows)
        {
            text.append(all.size() - rows).append(" more channels (--rows)\n");
        }
        return text.toString();
    }

    private Row row(final JsonValue channel, final double passedS)
    {
        final String name = channel.at("name").text();
        final long last = channel.at("last_seq").number();
        final Long before = lastSequences.put(name, last);
        long lag = 0;
        long pending = 0;
        long stalled = 0;
        final List<JsonValue> subscriptions = channel.at("subscriptions").items();
        for (final JsonValue each : subscriptions)
        {
            lag = Math.max(lag, SubscriptionRow.lag(channel, each));
            pending += each.at("pending_count").number();
            stalled += each.at("is_stalled").isTrue() ? 1 : 0;
        }
        return new Row(name, before == null ? -1 : Math.max(0, last - before) / passedS, channel.at("msgs").number(),
            channel.at("bytes").number(), subscriptions.size(), lag, pending, stalled);
    }

    private static String shortened(final String name)
    {
        return name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH - 1) + "~";
    }
}
