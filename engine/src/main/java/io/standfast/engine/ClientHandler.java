package io.standfast.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;

import io.standfast.codecs.stan.StanErrors;

/**
 * Clients come and go (STAN-SPEC 1.5, 1.7, 1.11). Owned by the engine thread.
 */
final class ClientHandler
{
    private static final byte[] NONE = new byte[0];

    private final Clients clients;
    private final Subscriptions subscriptions;
    private final ChannelHandler channelHandler;
    private final EngineOutput output;

    ClientHandler(final Clients clients, final Subscriptions subscriptions, final ChannelHandler channelHandler,
        final EngineOutput output)
    {
        this.clients = clients;
        this.subscriptions = subscriptions;
        this.channelHandler = channelHandler;
        this.output = output;
    }

    /**
     * A connect request.
     *
     * @param commandId         to answer.
     * @param replacesClientKey client that was found dead, or 0.
     * @param identity          of the new client.
     * @param protocol          of the new client.
     * @param pingIntervalS     as sent.
     * @param pingMaxOut        as sent.
     */
    void onConnect(final long commandId, final long replacesClientKey, final ClientIdentity identity,
        final int protocol, final int pingIntervalS, final int pingMaxOut)
    {
        final Client holder = clients.byId(identity.clientId());
        if (holder != null && replacesClientKey == 0)
        {
            output.onClientIdInUse(commandId, holder.clientKey());
            return;
        }
        if (holder != null && holder.clientKey() != replacesClientKey)
        {
            output.onRefused(commandId, StanErrors.CLIENT_ID_ALREADY_REGISTERED);
            return;
        }
        if (holder != null)
        {
            close(holder);
        }
        final Client client = new Client(clients.nextKey(), identity, protocol, pingIntervalS, pingMaxOut);
        clients.add(client);
        trace(client, holder == null ? "Connected" : "Replaced old client");
        output.onClientOpened(client);
        output.onConnected(commandId, client.clientKey());
    }

    /**
     * A session of the Aeron door wants to be a client. Said again by the same session it is answered again: the first
     * answer may have got lost with a leader. An id that is in use is refused: who sits on it is not asked, its
     * heartbeats, or the end of its session, set it free.
     *
     * @param correlationId to answer.
     * @param sessionId     cluster session.
     * @param clientId      valid.
     */
    void onHello(final long correlationId, final long sessionId, final byte[] clientId)
    {
        final Client own = clients.bySession(sessionId);
        if (own != null && Arrays.equals(own.clientId(), clientId))
        {
            output.onConnected(correlationId, own.clientKey());
        }
        else if (own != null)
        {
            output.onRefused(correlationId, StanErrors.INVALID_CONNECT_REQUEST);
        }
        else if (clients.byId(clientId) != null)
        {
            output.onRefused(correlationId, StanErrors.CLIENT_ID_ALREADY_REGISTERED);
        }
        else
        {
            onConnect(correlationId, 0, new ClientIdentity(clientId, NONE, SessionInbox.of(sessionId)), 1, 0, 0);
        }
    }

    /**
     * A cluster session has ended, whoever ended it.
     *
     * @param sessionId cluster session.
     */
    void onSessionClosed(final long sessionId)
    {
        final Client client = clients.bySession(sessionId);
        if (client != null)
        {
            close(client);
            trace(client, "Closed");
        }
    }

    void onClose(final long commandId, final byte[] clientId)
    {
        final Client client = clients.byId(clientId);
        if (client == null)
        {
            output.onRefused(commandId, StanErrors.UNKNOWN_CLIENT_ID);
            return;
        }
        close(client);
        trace(client, "Closed");
        output.onDone(commandId);
    }

    void onHeartbeatMissed(final long commandId, final long clientKey, final boolean isMissed)
    {
        final Client client = clients.byKey(clientKey);
        if (client != null)
        {
            client.heartbeatMissed(isMissed);
        }
        output.onDone(commandId);
    }

    void onFailed(final long commandId, final long clientKey)
    {
        final Client client = clients.byKey(clientKey);
        if (client != null)
        {
            close(client);
            output.onNotice(NoticeLevel.INFO,
                "[Client:" + new String(client.clientId(), UTF_8) + "] Timed out on heartbeats");
        }
        output.onDone(commandId);
    }

    private void close(final Client client)
    {
        final ArrayList<Subscription> open = new ArrayList<>(client.subscriptions());
        for (final Subscription subscription : open)
        {
            subscriptions.close(subscription, false);
            channelHandler.onSubscriptionGone(subscription.channel());
        }
        clients.remove(client);
        output.onClientClosed(client.clientKey());
    }

    private void trace(final Client client, final String what)
    {
        output.onNotice(NoticeLevel.DEBUG, "[Client:" + new String(client.clientId(), UTF_8) + "] " + what +
            " (Inbox=" + new String(client.heartbeatInbox(), UTF_8) + ")");
    }
}
