package io.standfast.engine;

import java.util.ArrayList;

import io.standfast.engine.EngineOutput.ClientInfo;

/**
 * A registered client and its online subscriptions. Owned by the engine thread.
 */
final class Client implements ClientInfo
{
    private final long clientKey;
    private final byte[] clientId;
    private final byte[] connId;
    private final byte[] heartbeatInbox;
    private final int protocol;
    private final int pingIntervalS;
    private final int pingMaxOut;
    private final long sessionId;
    private final ArrayList<Subscription> subscriptions = new ArrayList<>(4);
    private boolean isHeartbeatMissed;

    Client(final long clientKey, final ClientIdentity identity, final int protocol, final int pingIntervalS,
        final int pingMaxOut)
    {
        this.clientKey = clientKey;
        this.clientId = identity.clientId();
        this.connId = identity.connId();
        this.heartbeatInbox = identity.heartbeatInbox();
        this.protocol = protocol;
        this.pingIntervalS = pingIntervalS;
        this.pingMaxOut = pingMaxOut;
        this.sessionId = SessionInbox.sessionId(heartbeatInbox);
    }

    @Override
    public long clientKey()
    {
        return clientKey;
    }

    @Override
    public int protocol()
    {
        return protocol;
    }

    @Override
    public byte[] clientId()
    {
        return clientId;
    }

    @Override
    public byte[] connId()
    {
        return connId;
    }

    @Override
    public byte[] heartbeatInbox()
    {
        return heartbeatInbox;
    }

    /**
     * Cluster session of a client of the Aeron door.
     *
     * @return session, or {@link SessionInbox#NULL_SESSION}.
     */
    long sessionId()
    {
        return sessionId;
    }

    int pingIntervalS()
    {
        return pingIntervalS;
    }

    int pingMaxOut()
    {
        return pingMaxOut;
    }

    /**
     * Online subscriptions in the order of their ids.
     *
     * @return live list.
     */
    ArrayList<Subscription> subscriptions()
    {
        return subscriptions;
    }

    boolean isHeartbeatMissed()
    {
        return isHeartbeatMissed;
    }

    void heartbeatMissed(final boolean value)
    {
        isHeartbeatMissed = value;
    }
}
