package io.standfast.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.standfast.engine.view.ClientView;
import io.standfast.engine.view.SubscriptionView;

/**
 * {@code /streaming/clientsz}: the registered clients; with {@code ?subs=1} their subscriptions, with
 * {@code ?client=ID} one of them.
 */
public final class ClientszPage implements Page
{
    /** Clients that the engine is asked for at once. */
    private static final int CHUNK = 256;
    /** Subscriptions of one answer, give or take those of a client. */
    private static final int SUBSCRIPTIONS_MAX = 20_000;

    private final MonitorSource source;

    /**
     * A page.
     *
     * @param source of what it shows.
     */
    public ClientszPage(final MonitorSource source)
    {
        this.source = source;
    }

    @Override
    public PageAnswer answer(final PageRequest request)
    {
        final boolean isWithSubscriptions = request.number("subs") == 1;
        final String clientId = request.text("client");
        if (!clientId.isEmpty())
        {
            return one(request, clientId, isWithSubscriptions);
        }
        final Paging paging = Paging.of(request);
        final List<ClientView> all = new ArrayList<>(source.look(views -> views.clients()));
        all.removeIf(client -> !Paging.isMatch(request, client.clientId()));
        all.sort(Comparator.comparing(ClientView::clientId));
        final List<ClientView> page = isWithSubscriptions ? closely(paging.of(all)) : paging.of(all);
        final JsonWriter json = StreamingJson.list(StreamingJson.begin(source), paging, page.size(), all.size());
        json.name("clients").beginArray();
        page.forEach(client -> client(json, client, isWithSubscriptions));
        return PageAnswer.json(request, json.endArray().endObject().text());
    }

    private PageAnswer one(final PageRequest request, final String clientId, final boolean isWithSubscriptions)
    {
        final List<ClientView> found = source.look(views -> views.clients(List.of(clientId)));
        if (found.isEmpty())
        {
            return PageAnswer.notFound("Client " + clientId + " not found");
        }
        final JsonWriter json = new JsonWriter();
        client(json, found.get(0), isWithSubscriptions);
        return PageAnswer.json(request, json.text());
    }

    private List<ClientView> closely(final List<ClientView> wanted)
    {
        final List<String> ids = wanted.stream().map(ClientView::clientId).toList();
        final List<ClientView> clients = new ArrayList<>(ids.size());
        int subscriptions = 0;
        for (int from = 0; from < ids.size() && subscriptions < SUBSCRIPTIONS_MAX; from += CHUNK)
        {
            final List<String> chunk = ids.subList(from, Math.min(from + CHUNK, ids.size()));
            for (final ClientView client : source.look(views -> views.clients(chunk)))
            {
                if (subscriptions >= SUBSCRIPTIONS_MAX)
                {
                    break;
                }
                clients.add(client);
                subscriptions += client.subscriptions().size();
            }
        }
        return clients;
    }

    private void client(final JsonWriter json, final ClientView client, final boolean isWithSubscriptions)
    {
        json.beginObject().field("id", client.clientId()).field("hb_inbox", client.heartbeatInbox()).field(
            "subs_count", client.subscriptionCount());
        if (isWithSubscriptions && !client.subscriptions().isEmpty())
        {
            final Map<String, List<SubscriptionView>> byChannel = new TreeMap<>();
            client.subscriptions().forEach(subscription -> byChannel.computeIfAbsent(subscription.channel(),
                channel -> new ArrayList<>()).add(subscription));
            json.name("subscriptions").beginObject();
            byChannel.forEach((channel, subscriptions) -> StreamingJson.subscriptions(json.name(channel), source,
                subscriptions));
            json.endObject();
        }
        json.endObject();
    }
}
