package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

import io.standfast.engine.view.ClientView;
import io.standfast.engine.view.SubscriptionView;
import io.standfast.engine.view.ViewSession;

/**
 * Copies clients, a slice at a time. Stepped by the engine thread.
 */
final class ClientViewSession implements ViewSession<List<ClientView>>
{
    /** Clients and subscriptions of one slice. */
    static final int SLICE = 128;

    private final Source source;
    private final boolean isWithSubscriptions;
    private final List<ClientView> seen = new ArrayList<>();
    private Client current;
    private List<Subscription> members;
    private List<SubscriptionView> views;

    /**
     * Which clients are wanted.
     */
    interface Source
    {
        /**
         * Next one.
         *
         * @return client, or null when there are no more.
         */
        Client next();
    }

    ClientViewSession(final Source source, final boolean isWithSubscriptions)
    {
        this.source = source;
        this.isWithSubscriptions = isWithSubscriptions;
    }

    @Override
    public boolean doWork()
    {
        int left = SLICE;
        while (left > 0)
        {
            if (current == null)
            {
                current = source.next();
                if (current == null)
                {
                    return true;
                }
                members = isWithSubscriptions ? new ArrayList<>(current.subscriptions()) : List.of();
                views = new ArrayList<>(members.size());
                left--;
            }
            while (left > 0 && views.size() < members.size())
            {
                views.add(EngineViews.view(members.get(views.size())));
                left--;
            }
            if (views.size() == members.size())
            {
                seen.add(view(current, List.copyOf(views)));
                current = null;
            }
        }
        return false;
    }

    @Override
    public List<ClientView> view()
    {
        return seen;
    }

    private static ClientView view(final Client client, final List<SubscriptionView> subscriptions)
    {
        return new ClientView(client.clientKey(), EngineViews.text(client.clientId()), EngineViews.text(client
            .heartbeatInbox()), client.isHeartbeatMissed(), client.subscriptions().size(), subscriptions);
    }

    /**
     * All clients in the order of their keys.
     */
    static final class All implements Source
    {
        private final Clients clients;
        private long afterKey;

        All(final Clients clients)
        {
            this.clients = clients;
        }

        @Override
        public Client next()
        {
            final Client client = clients.after(afterKey);
            afterKey = client == null ? afterKey : client.clientKey();
            return client;
        }
    }

    /**
     * Clients of these ids.
     */
    static final class Ids implements Source
    {
        private final Clients clients;
        private final List<String> ids;
        private int at;

        Ids(final Clients clients, final List<String> ids)
        {
            this.clients = clients;
            this.ids = ids;
        }

        @Override
        public Client next()
        {
            Client client = null;
            while (client == null && at < ids.size())
            {
                client = clients.byId(ids.get(at).getBytes(UTF_8));
                at++;
            }
            return client;
        }
    }
}
