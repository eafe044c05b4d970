package io.standfast.server.cli;

import io.standfast.server.http.JsonWriter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at the nodes of a cluster, and compares what their engines hold. Owned by one thread.
 */
final class ClusterStatus
{
    private static final String FORMAT = "%-30s %8s %12s %12s  %s%n";
    private static final long COMPARE_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long COMPARE_PAUSE_MS = 200;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final MonitorClient client;
    private final List<String> urls;
    private final Map<String, ChannelComparison> compared = new LinkedHashMap<>();
    private String asked;

    /**
     * Nothing looked at yet.
     *
     * @param client asks.
     * @param urls   of the nodes; the first is the one that is looked at.
     */
    ClusterStatus(final MonitorClient client, final List<String> urls)
    {
        this.client = client;
        this.urls = urls;
        this.asked = urls.get(0);
    }

    /** Who was asked last. */
    String asked()
    {
        return asked;
    }

    /**
     * Look, and say what was found as it is found.
     *
     * @param isWithChannels whether channels are shown and compared.
     * @param out            takes lines.
     * @return whether the node may be stopped, and all are complete.
     * @throws IOException when a node does not answer, or is none of a cluster.
     */
    boolean text(final boolean isWithChannels, final Consumer<String> out) throws IOException, InterruptedException
    {
        final HttpResponse<String> answer = page("/clusterz?stop");
        out.accept(answer.body());
        if (isWithChannels)
        {
            out.accept(table(client.channels(asked)));
            for (final String other : urls.subList(1, urls.size()))
            {
                compare(other);
                out.accept(compared.get(other).text(other));
            }
        }
        return answer.statusCode() == OK && isComplete();
    }

    /**
     * Look.
     *
     * @param isWithChannels whether channels are shown and compared.
     * @param json           takes fields.
     * @return whether the node may be stopped, and all are complete.
     * @throws IOException when a node does not answer, or is none of a cluster.
     */
    boolean json(final boolean isWithChannels, final JsonWriter json) throws IOException, InterruptedException
    {
        final String page = page("/clusterz").body();
        json.field("url", urls.get(0)).document("cluster", page);
        if (isWithChannels)
        {
            json.name("channels").beginArray();
            client.channels(asked).forEach((name, row) -> json.beginObject().field("name", name).field("epoch", row
                .epoch()).field("first", row.first()).field("last", row.last()).field("digest", row.digest())
                .endObject());
            json.endArray().name("compared").beginArray();
            for (final String other : urls.subList(1, urls.size()))
            {
                compare(other);
                json.beginObject().field("url", other).field("complete", compared.get(other).isComplete()).name(
                    "channels").beginObject();
                compared.get(other).outcomes().forEach((name, outcome) -> json.field(name, outcome.toString()
                    .toLowerCase(Locale.ROOT)));
                json.endObject().endObject();
            }
            json.endArray();
        }
        return JsonValue.parse(page).at("may_stop").isTrue() && isComplete();
    }

    private HttpResponse<String> page(final String page) throws IOException, InterruptedException
    {
        final HttpResponse<String> answer = client.get(asked, page);
        if (answer.statusCode() != OK && answer.statusCode() != UNAVAILABLE)
        {
            throw new CliException(asked + " is no node of a cluster: " + answer.statusCode());
        }
        return answer;
    }

    private boolean isComplete()
    {
        return compared.values().stream().allMatch(ChannelComparison::isComplete);
    }

    private void compare(final String other) throws IOException, InterruptedException
    {
        asked = other;
        final ChannelComparison comparison = new ChannelComparison();
        final long deadlineNs = System.nanoTime() + COMPARE_NS;
        while (!comparison.look(client.channels(urls.get(0)), client.channels(other)) && System.nanoTime() -
            deadlineNs < 0)
        {
            TimeUnit.MILLISECONDS.sleep(COMPARE_PAUSE_MS);
        }
        compared.put(other, comparison);
    }

    private static String table(final Map<String, ChannelComparison.Row> channels)
    {
        final StringBuilder text = new StringBuilder(String.format(FORMAT, "CHANNEL", "EPOCH", "FIRST", "LAST",
            "DIGEST"));
        channels.forEach((name, row) -> text.append(String.format(FORMAT, name, row.epoch(), row.first(), row.last(),
            row.digest())));
        return text.toString();
    }
}
