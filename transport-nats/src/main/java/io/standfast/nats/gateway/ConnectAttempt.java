package io.standfast.nats.gateway;

import io.standfast.codecs.stan.ConnectRequestDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One connect request on its way. Owned by the gateway thread.
 */
final class ConnectAttempt
{
    private final byte[] reply;
    private final byte[] clientId;
    private final byte[] connId;
    private final byte[] heartbeatInbox;
    private final int protocol;
    private final int pingInterval;
    private final int pingMaxOut;
    private final UnsafeBuffer clientIdKey;
    private long replacesClientKey;

    ConnectAttempt(final ConnectRequestDecoder request, final DirectBuffer reply)
    {
        final DirectBuffer buffer = request.buffer();
        this.reply = ReplyPublisher.copy(reply);
        clientId = ReplyPublisher.copy(buffer, request.clientIdOffset(), request.clientIdLength());
        connId = ReplyPublisher.copy(buffer, request.connIdOffset(), request.connIdLength());
        heartbeatInbox = ReplyPublisher.copy(buffer, request.heartbeatInboxOffset(), request.heartbeatInboxLength());
        protocol = request.protocol();
        pingInterval = request.pingInterval();
        pingMaxOut = request.pingMaxOut();
        clientIdKey = new UnsafeBuffer(clientId);
    }

    byte[] reply()
    {
        return reply;
    }

    byte[] clientId()
    {
        return clientId;
    }

    byte[] connId()
    {
        return connId;
    }

    byte[] heartbeatInbox()
    {
        return heartbeatInbox;
    }

    int protocol()
    {
        return protocol;
    }

    int pingInterval()
    {
        return pingInterval;
    }

    int pingMaxOut()
    {
        return pingMaxOut;
    }

    /**
     * The client id as a key of a map.
     */
    DirectBuffer clientIdKey()
    {
        return clientIdKey;
    }

    /**
     * The client that holds the id and is asked, or has not answered; 0 while nobody is known to hold it.
     */
    long replacesClientKey()
    {
        return replacesClientKey;
    }

    void replacesClientKey(final long clientKey)
    {
        replacesClientKey = clientKey;
    }
}
