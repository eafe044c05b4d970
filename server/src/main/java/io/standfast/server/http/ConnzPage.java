package io.standfast.server.http;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import io.standfast.nats.link.listener.ConnectionView;

/**
 * {@code /connz}: connections of the NATS listener, with nats-server's names and its parameters {@code sort},
 * {@code offset}, {@code limit}, {@code cid} and {@code subs}.
 */
public final class ConnzPage implements Page
{
    /** Subjects of one answer, give or take those of a connection. */
    private static final int INTERESTS_MAX = 20_000;
    private static final long NS_PER_MS = 1_000_000;
    // As in nats-server most comes first, but for the oldest and the number of the connection.
    private static final Map<String, Comparator<ConnectionView>> ORDERS = Map.ofEntries(
        Map.entry("cid", Comparator.comparingLong(ConnectionView::id)),
        Map.entry("start", Comparator.comparingLong(ConnectionView::startMs)),
        Map.entry("subs", most(ConnectionView::interestCount)),
        Map.entry("pending", most(ConnectionView::pendingBytes)),
        Map.entry("msgs_to", most(connection -> connection.traffic().outMsgs())),
        Map.entry("msgs_from", most(connection -> connection.traffic().inMsgs())),
        Map.entry("bytes_to", most(connection -> connection.traffic().outBytes())),
        Map.entry("bytes_from", most(connection -> connection.traffic().inBytes())),
        Map.entry("last", Comparator.comparingLong(ConnectionView::idleNs)),
        Map.entry("idle", most(ConnectionView::idleNs)),
        Map.entry("uptime", Comparator.comparingLong(ConnectionView::startMs)));

    private final MonitorSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public ConnzPage(final MonitorSource source)
    {
        this.source = source;
    }

    private static Comparator<ConnectionView> most(final ToLongFunction<ConnectionView> value)
    {
        return Comparator.comparingLong(value).reversed();
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final String order = request.has("sort") ? request.text("sort") : "cid";
        if (!ORDERS.containsKey(order))
        {
            throw new IllegalArgumentException("invalid sorting option: " + order + "; there are " + ORDERS.keySet()
                .stream().sorted().collect(Collectors.joining(", ")));
        }
        final Paging paging = Paging.of(request);
        List<ConnectionView> all = new ArrayList<>(source.listener(Set.of()).connections());
        if (request.has("cid"))
        {
            all = all.stream().filter(connection -> connection.id() == request.number("cid")).toList();
        }
        final int total = all.size();
        List<ConnectionView> page = paging.of(all.stream().sorted(ORDERS.get(order)).toList());
        final String subs = request.text("subs");
        final boolean isDetailed = "detail".equals(subs);
        final boolean isWithSubjects = isDetailed || "1".equals(subs) || "true".equals(subs);
        if (isWithSubjects)
        {
            page = closely(page);
        }
        final JsonWriter json = new JsonWriter().beginObject().field("server_id", source.facts().serverId()).field(
            "now", StreamingJson.time(OffsetDateTime.now())).field("num_connections", page.size()).field("total",
                total)
            .field("offset", paging.offset()).field("limit", paging.limit()).name("connections")
            .beginArray();
        page.forEach(connection -> connection(json, connection, isWithSubjects, isDetailed));
        return PageAnswer.json(request, json.endArray().endObject().text());
    }

    /** In the same order, with their subjects; those that have gone meanwhile, or would be too much, are left out. */
    private List<ConnectionView> closely(final List<ConnectionView> page)
    {
        final Map<Long, ConnectionView> byId = new HashMap<>();
        final Set<Long> ids = new HashSet<>();
        int interests = 0;
        for (int i = 0; i < page.size() && interests < INTERESTS_MAX; i++)
        {
            ids.add(page.get(i).id());
            interests += Math.min(page.get(i).interestCount(), ConnectionView.INTERESTS_MAX);
        }
        source.listener(ids).connections().stream().filter(connection -> ids.contains(connection.id())).forEach(
            connection -> byId.put(connection.id(), connection));
        return page.stream().filter(connection -> byId.containsKey(connection.id())).map(connection -> byId.get(
            connection.id())).toList();
    }

    private static void connection(final JsonWriter json, final ConnectionView connection,
        final boolean isWithSubjects, final boolean isDetailed)
    {
        final OffsetDateTime now = OffsetDateTime.now();
        final OffsetDateTime start = Instant.ofEpochMilli(connection.startMs()).atZone(ZoneId.systemDefault())
            .toOffsetDateTime();
        final Duration idle = Duration.ofMillis(Math.max(0, connection.idleNs() / NS_PER_MS));
        json.beginObject().field("cid", connection.id()).field("kind", "Client").field("type", "nats").field("ip",
            connection.host()).field("port", connection.port()).field("start", StreamingJson.time(start)).field(
                "last_activity", StreamingJson.time(now.minus(idle)))
            .field("uptime", ServerzPage.uptime(Duration
                .between(start, now)))
            .field("idle", ServerzPage.uptime(idle)).field("pending_bytes", connection
                .pendingBytes())
            .field("in_msgs", connection.traffic().inMsgs()).field("out_msgs", connection.traffic()
                .outMsgs())
            .field("in_bytes", connection.traffic().inBytes()).field("out_bytes", connection
                .traffic().outBytes())
            .field("subscriptions", connection.interestCount());
        StreamingJson.optional(json, "name", connection.about().name());
        StreamingJson.optional(json, "lang", connection.about().lang());
        StreamingJson.optional(json, "version", connection.about().version());
        StreamingJson.optional(json, "authorized_user", connection.about().user());
        if (isWithSubjects && !connection.interests().isEmpty())
        {
            json.name(isDetailed ? "subscriptions_list_detail" : "subscriptions_list").beginArray();
            connection.interests().forEach(interest ->
            {
                if (isDetailed)
                {
                    SubszPage.interest(json, connection.id(), interest);
                }
                else
                {
                    json.value(interest.subject());
                }
            });
            json.endArray();
        }
        json.endObject();
    }
}
