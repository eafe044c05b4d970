package io.standfast.nats.gateway;

import io.standfast.engine.EngineOutput.ClientInfo;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the gateway knows of a registered client, with the state of its heartbeats. Owned by the gateway thread.
 */
final class GatewayClient
{
    static final long NULL_TOKEN = 0;

    private final long clientKey;
    private final UnsafeBuffer clientId;
    private final byte[] connId;
    private final byte[] heartbeatInbox;

    private long scheduleToken;
    private long requestId = NULL_TOKEN;
    private int failures;
    private boolean isMissedReported;
    private boolean isFailedReported;

    GatewayClient(final ClientInfo info)
    {
        clientKey = info.clientKey();
        clientId = new UnsafeBuffer(info.clientId());
        connId = info.connId();
        heartbeatInbox = info.heartbeatInbox();
    }

    long clientKey()
    {
        return clientKey;
    }

    DirectBuffer clientId()
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

    /**
     * Number of the entry in the queue of intervals that counts; others are stale.
     */
    long scheduleToken()
    {
        return scheduleToken;
    }

    void scheduleToken(final long token)
    {
        scheduleToken = token;
    }

    /**
     * The heartbeat that is not answered yet.
     */
    long requestId()
    {
        return requestId;
    }

    void requestId(final long id)
    {
        requestId = id;
    }

    int failures()
    {
        return failures;
    }

    void failures(final int count)
    {
        failures = count;
    }

    boolean isMissedReported()
    {
        return isMissedReported;
    }

    void missedReported(final boolean value)
    {
        isMissedReported = value;
    }

    boolean isFailedReported()
    {
        return isFailedReported;
    }

    void failedReported(final boolean value)
    {
        isFailedReported = value;
    }
}
