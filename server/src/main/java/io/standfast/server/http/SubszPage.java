package io.standfast.server.http;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.standfast.nats.link.listener.ConnectionView;
import io.standfast.nats.link.listener.ConnectionView.InterestView;
import io.standfast.nats.link.listener.ListenerView;

/**
 * {@code /subsz}: subjects that connections of the NATS listener are subscribed to; with {@code ?subs=1} each of them.
 */
public final class SubszPage implements Page
{
    private final MonitorSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public SubszPage(final MonitorSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final boolean isWithSubjects = "1".equals(request.text("subs")) || "true".equals(request.text("subs"));
        final ListenerView view = source.listener(Set.of());
        final JsonWriter json = new JsonWriter().beginObject().field("server_id", source.facts().serverId()).field(
            "now", StreamingJson.time(OffsetDateTime.now())).field("num_subscriptions", view.interests());
        if (isWithSubjects)
        {
            list(json, Paging.of(request), view.connections());
        }
        return PageAnswer.json(request, json.endObject().text());
    }

    /** Only connections whose subjects are on the page are looked at closely. */
    private void list(final JsonWriter json, final Paging paging, final List<ConnectionView> connections)
    {
        final Set<Long> wanted = new HashSet<>();
        final long end = (long) paging.offset() + paging.limit();
        long total = 0;
        long before = 0;
        for (final ConnectionView connection : connections)
        {
            final int count = Math.min(connection.interestCount(), ConnectionView.INTERESTS_MAX);
            if (total + count <= paging.offset())
            {
                before += count;
            }
            else if (count > 0 && total < end)
            {
                wanted.add(connection.id());
            }
            total += count;
        }
        json.field("total", total).field("offset", paging.offset()).field("limit", paging.limit()).name(
            "subscriptions_list").beginArray();
        final List<Runnable> all = new ArrayList<>();
        for (final ConnectionView connection : source.listener(wanted).connections())
        {
            connection.interests().forEach(interest -> all.add(() -> interest(json, connection.id(), interest)));
        }
        all.stream().skip(paging.offset() - before).limit(paging.limit()).forEach(Runnable::run);
        json.endArray();
    }

    static void interest(final JsonWriter json, final long connectionId, final InterestView interest)
    {
        json.beginObject().field("subject", interest.subject());
        if (interest.queue() != null)
        {
            json.field("qgroup", interest.queue());
        }
        json.field("sid", interest.sid()).field("msgs", interest.delivered());
        if (interest.max() > 0)
        {
            json.field("max", interest.max());
        }
        json.field("cid", connectionId).endObject();
    }
}
