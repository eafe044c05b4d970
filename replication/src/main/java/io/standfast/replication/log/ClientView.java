package io.standfast.replication.log;

import io.standfast.codecs.log.ClientOpenedDecoder;
import io.standfast.engine.EngineOutput;
import org.agrona.DirectBuffer;

/**
 * A client as a ClientOpened event says it. Owned by the gateway thread, wrapped per event.
 */
final class ClientView implements EngineOutput.ClientInfo
{
    private final ClientOpenedDecoder decoder = new ClientOpenedDecoder();
    private byte[] clientId;
    private byte[] connId;
    private byte[] heartbeatInbox;

    ClientView wrap(final DirectBuffer buffer, final int offset)
    {
        decoder.wrap(buffer, offset, ClientOpenedDecoder.BLOCK_LENGTH, ClientOpenedDecoder.SCHEMA_VERSION);
        clientId = new byte[decoder.clientIdLength()];
        decoder.getClientId(clientId, 0, clientId.length);
        connId = new byte[decoder.connIdLength()];
        decoder.getConnId(connId, 0, connId.length);
        heartbeatInbox = new byte[decoder.heartbeatInboxLength()];
        decoder.getHeartbeatInbox(heartbeatInbox, 0, heartbeatInbox.length);
        return this;
    }

    @Override
    public long clientKey()
    {
        return decoder.clientKey();
    }

    @Override
    public int protocol()
    {
        return decoder.protocol();
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
}
