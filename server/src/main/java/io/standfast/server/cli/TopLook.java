package io.standfast.server.cli;

import io.standfast.server.http.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks at a node's pages again and again, and says what came meanwhile. Owned by one thread.
 */
final class TopLook
{
    private static final int PAGE = 1_024;
    /** Channels that are looked at: a page of subscriptions for each would be too much for a look every few seconds. */
    private static final int CHANNELS = 10 * PAGE;
    private static final double NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    private final MonitorClient client;
    private final String url;
    private final TopTable table;
    private final LongSupplier clock;
    private List<JsonValue> channels = List.of();
    private JsonValue server = JsonValue.parse("null");
    private long total;
    private long lookedNs;
    private long channelsNs;
    private long in;
    private long out;
    private double inRate;
    private double outRate;

    /**
     * Nothing looked at yet.
     *
     * @param client asks.
     * @param url    of the node.
     * @param table  of the channels.
     * @param clock  ns.
     */
    TopLook(final MonitorClient client, final String url, final TopTable table, final LongSupplier clock)
    {
        this.client = client;
        this.url = url;
        this.table = table;
        this.clock = clock;
    }

    /** Look once more; rates are what came since the look before, over the time that really passed. */
    void look() throws IOException, InterruptedException
    {
        server = client.json(url, "/streaming/serverz");
        final long nowNs = clock.getAsLong();
        final double seconds = (nowNs - lookedNs) / NS_PER_S;
        final long nowIn = server.at("in_msgs").number();
        final long nowOut = server.at("out_msgs").number();
        // A server that was started again counts from 0.
        inRate = Math.max(0, nowIn - in) / seconds;
        outRate = Math.max(0, nowOut - out) / seconds;
        in = nowIn;
        out = nowOut;
        lookedNs = nowNs;
        channels = channels();
        channelsNs = clock.getAsLong();
    }

    /** A page may end early where channels have many subscriptions: only the total tells when all have come. */
    private List<JsonValue> channels() throws IOException, InterruptedException
    {
        final List<JsonValue> all = new ArrayList<>();
        int came;
        do
        {
            final JsonValue page = client.json(url, "/streaming/channelsz?subs=1&limit=" + PAGE + "&offset=" + all
                .size());
            came = page.at("channels").items().size();
            all.addAll(page.at("channels").items());
            total = page.at("total").number();
        }
        while (came > 0 && all.size() < Math.min(total, CHANNELS));
        return all;
    }

    /** For people. */
    String text()
    {
        final String cut = channels.size() < total ? "The first " + channels.size() + " of " + total + " channels:\n"
            : "";
        return String.format(Locale.ROOT, "%s %s, up %s: %d clients, %d subscriptions, %d channels, %.1f msgs/s in, " +
            "%.1f msgs/s out%n%n", server.at("cluster_id").text(), role(), server.at("uptime").text(),
            server.at(
                "clients").number(),
            server.at("subscriptions").number(), server.at("channels").number(), inRate, outRate) + cut +
            table.text(
                channels, channelsNs);
    }

    /** For programs: one line. */
    String json()
    {
        final JsonWriter json = new JsonWriter().beginObject().field("cluster_id", server.at("cluster_id").text())
            .field("role", role()).field("uptime", server.at("uptime").text()).field("clients", server.at("clients")
                .number())
            .field("subscriptions", server.at("subscriptions").number()).field("total", total).field("in_msgs", in)
            .field("out_msgs", out).field("in_per_s", inRate).field("out_per_s", outRate).name("channels").beginArray();
        table.write(json, channels, channelsNs);
        return json.endArray().endObject().line();
    }

    private String role()
    {
        return server.at(server.at("role").isMissing() ? "state" : "role").text();
    }
}
