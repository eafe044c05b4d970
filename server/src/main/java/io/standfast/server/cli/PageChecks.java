package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.server.cli.CheckResult.Status;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that look at a node's pages. Owned by one thread.
 */
final class PageChecks
{
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int NOT_FOUND = 404;
    private static final int PERCENT = 100;

    private final MonitorClient client;
    private final String url;
    private final CheckResult result;

    PageChecks(final MonitorClient client, final String url, final CheckResult result)
    {
        this.client = client;
        this.url = url;
        this.result = result;
    }

    /**
     * Limits of a channel.
     *
     * @param messages      stored.
     * @param bytes         stored.
     * @param pending       of any one subscription.
     * @param lag           of any one subscription.
     * @param subscriptions at least.
     */
    record ChannelLimits(CheckLimits messages, CheckLimits bytes, CheckLimits pending, CheckLimits lag,
        int subscriptions)
    {
    }

    /**
     * Which durable, and its limits.
     *
     * @param client  of it, null for any.
     * @param group   of it, null for any.
     * @param pending of it.
     * @param lag     of it.
     * @param offline what it means that its client is away.
     */
    record DurableLimits(String client, String group, CheckLimits pending, CheckLimits lag, Status offline)
    {
    }

    void channel(final String name, final ChannelLimits limits) throws IOException, InterruptedException
    {
        final JsonValue channel = channel(name);
        if (channel.isMissing())
        {
            return;
        }
        result.say(Status.OK, "channel \"" + name + "\" has messages " + channel.at("first_seq").number() + " to " +
            channel.at("last_seq").number());
        result.figure("messages", channel.at("msgs").number(), limits.messages());
        result.figure("bytes", channel.at("bytes").number(), limits.bytes());
        final List<JsonValue> subscriptions = channel.at("subscriptions").items();
        result.figure("subscriptions", subscriptions.size(), CheckLimits.SHOWN);
        if (subscriptions.size() < limits.subscriptions())
        {
            result.say(Status.CRITICAL, subscriptions.size() + " subscriptions, " + limits.subscriptions() +
                " are wanted");
        }
        long pending = 0;
        long lag = 0;
        for (final JsonValue subscription : subscriptions)
        {
            pending = Math.max(pending, subscription.at("pending_count").number());
            lag = Math.max(lag, SubscriptionRow.lag(channel, subscription));
        }
        result.figure("pending_max", pending, limits.pending());
        result.figure("lag_max", lag, limits.lag());
    }

    /** The channel, or a missing value when that has been said. */
    private JsonValue channel(final String name) throws IOException, InterruptedException
    {
        final HttpResponse<String> answer = get("/streaming/channelsz?subs=1&channel=" + URLEncoder.encode(name,
            UTF_8));
        if (answer.statusCode() == NOT_FOUND)
        {
            final boolean isChannel = answer.body().startsWith("Channel ");
            result.say(isChannel ? Status.CRITICAL : Status.UNKNOWN, isChannel ? "no channel \"" + name + "\" at " +
                url : url + " has no page /streaming/channelsz: is it a server of NATS Streaming's?");
            return JsonValue.parse("null");
        }
        return parse(answer);
    }

    void durable(final String channelName, final String name, final DurableLimits limits) throws IOException,
        InterruptedException
    {
        final JsonValue channel = channel(channelName);
        if (channel.isMissing())
        {
            return;
        }
        final List<JsonValue> found = new ArrayList<>();
        for (final JsonValue each : channel.at("subscriptions").items())
        {
            if (isDurable(each, name, limits))
            {
                found.add(each);
            }
        }
        if (found.isEmpty())
        {
            result.say(Status.CRITICAL, "channel \"" + channelName + "\" has no durable \"" + name + "\"" +
                (limits.client() == null ? "" : " of client \"" + limits.client() + "\"") + (limits.group() == null ? ""
                    : " of group \"" + limits.group() + "\""));
            return;
        }
        long pending = 0;
        long unsent = Long.MAX_VALUE;
        boolean isOffline = true;
        for (final JsonValue each : found)
        {
            final long unacknowledged = each.at("pending_count").number();
            pending += unacknowledged;
            // Members of a group share what is not sent, and have of their own what is not acknowledged.
            unsent = Math.min(unsent, SubscriptionRow.lag(channel, each) - unacknowledged);
            isOffline &= each.at("is_offline").isTrue();
            if (each.at("is_stalled").isTrue())
            {
                result.say(Status.WARNING, "client \"" + each.at("client_id").text() + "\" is stalled: " +
                    unacknowledged + " of " + each.at("max_inflight").number() +
                    " messages wait for its acknowledgement, it gets no more");
            }
        }
        result.say(isOffline ? limits.offline() : Status.OK, "durable \"" + name + "\" of channel \"" + channelName +
            "\" is " + (isOffline ? "offline: its client is away" : "online"));
        result.figure("pending", pending, limits.pending());
        result.figure("lag", unsent + pending, limits.lag());
    }

    /** A durable queue group's name has the durable's before it, with a colon between. */
    private static boolean isDurable(final JsonValue subscription, final String name, final DurableLimits limits)
    {
        final String queue = subscription.at("queue_name").text();
        final String wanted = limits.group() == null ? null : name + ":" + limits.group();
        final boolean isGroup = wanted == null ? queue.startsWith(name + ":") : queue.equals(wanted);
        final boolean isName = isGroup || limits.group() == null && subscription.at("durable_name").text().equals(
            name);
        return subscription.at("is_durable").isTrue() && isName && (limits.client() == null || subscription.at(
            "client_id").text().equals(limits.client()));
    }

    void cluster() throws IOException, InterruptedException
    {
        health();
        final HttpResponse<String> answer = get("/clusterz");
        if (answer.statusCode() == NOT_FOUND)
        {
            result.say(Status.OK, "a server alone, no node of a cluster");
            return;
        }
        final JsonValue page = parse(answer);
        final List<JsonValue> members = page.at("members").items();
        final List<String> leaders = new ArrayList<>();
        final List<String> away = new ArrayList<>();
        for (final JsonValue member : members)
        {
            final String role = member.at("role").text();
            final String name = member.at("name").text();
            if (role.equals("Leader"))
            {
                leaders.add(name);
            }
            else if (!role.equals("Follower"))
            {
                away.add(name + " (" + role + ": " + member.at("phase").text() + ")");
            }
        }
        result.say(leaders.isEmpty() ? Status.CRITICAL : Status.OK, leaders.isEmpty() ? "nobody leads"
            : String.join(", ", leaders) + " leads");
        if (!away.isEmpty())
        {
            final boolean isMajority = members.size() - away.size() > members.size() / 2;
            result.say(isMajority ? Status.WARNING : Status.CRITICAL, "not in the cluster: " + String.join(", ", away));
        }
        page.at("notes").items().forEach(note -> result.say(Status.WARNING, note.text()));
        result.figure("members", members.size(), CheckLimits.SHOWN);
        result.figure("members_away", away.size(), CheckLimits.SHOWN);
    }

    void store(final CheckLimits channels, final CheckLimits bytes) throws IOException, InterruptedException
    {
        health();
        final HttpResponse<String> answer = get("/streaming/storez");
        if (answer.statusCode() == NOT_FOUND)
        {
            result.say(Status.UNKNOWN, url + " has no page /streaming/storez");
            return;
        }
        final JsonValue store = parse(answer);
        final long most = store.at("limits").at("max_channels").number();
        final long count = client.json(url, "/streaming/serverz").at("channels").number();
        result.say(Status.OK, "the store of cluster \"" + store.at("cluster_id").text() + "\" has room");
        result.figure("messages", store.at("total_msgs").number(), CheckLimits.SHOWN);
        result.figure("bytes", store.at("total_bytes").number(), bytes);
        result.figure("channels", count, CheckLimits.SHOWN);
        if (most > 0)
        {
            result.figure("channels_percent", count * PERCENT / most, channels);
        }
    }

    private void health() throws IOException, InterruptedException
    {
        final HttpResponse<String> answer = get("/healthz?ready");
        if (answer.statusCode() == NOT_FOUND)
        {
            result.say(Status.UNKNOWN, url + " has no page /healthz");
            return;
        }
        for (final JsonValue check : parse(answer).at("checks").items())
        {
            if (!check.at("ok").isTrue())
            {
                result.say(Status.CRITICAL, check.at("name").text() + ": " + check.at("reason").text());
            }
        }
    }

    private HttpResponse<String> get(final String page) throws IOException, InterruptedException
    {
        try
        {
            return client.get(url, page);
        }
        catch (final IOException ex)
        {
            throw new IOException("nobody answers at " + url + " (" + MonitorClient.reason(ex) +
                "): start the server with -m PORT", ex);
        }
    }

    private JsonValue parse(final HttpResponse<String> answer) throws IOException
    {
        if (answer.statusCode() != OK && answer.statusCode() != UNAVAILABLE)
        {
            throw new IOException(answer.uri() + " answers " + answer.statusCode() + " " + answer.body().strip());
        }
        try
        {
            return JsonValue.parse(answer.body());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IOException(answer.uri() + ": " + ex.getMessage(), ex);
        }
    }
}
