package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads ConnectRequest: a client asks to be registered. Owned by the thread of its user, valid as long as the wrapped
 * bytes are.
 *
 * <pre>
 *     1 clientId       string
 *     2 heartbeatInbox string
 *     3 protocol       int32
 *     4 connId         bytes
 *     5 pingInterval   int32
 *     6 pingMaxOut     int32
 * </pre>
 */
public final class ConnectRequestDecoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int HEARTBEAT_INBOX_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int PROTOCOL_TAG = 3 << 3 | ProtoReader.VARINT;
    private static final int CONN_ID_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int PING_INTERVAL_TAG = 5 << 3 | ProtoReader.VARINT;
    private static final int PING_MAX_OUT_TAG = 6 << 3 | ProtoReader.VARINT;

    private final ProtoReader reader = new ProtoReader();
    private long clientId;
    private long heartbeatInbox;
    private int protocol;
    private long connId;
    private int pingInterval;
    private int pingMaxOut;

    /**
     * Read a whole frame.
     *
     * @param buffer that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return false if it is malformed; all fields have their default values then.
     */
    public boolean wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        reset();
        reader.wrap(buffer, offset, length);
        int tag = reader.nextTag();
        while (tag != ProtoReader.END)
        {
            onField(tag);
            tag = reader.nextTag();
        }
        if (reader.isMalformed())
        {
            reset();
            return false;
        }
        return true;
    }

    /**
     * Buffer that all offsets refer to.
     *
     * @return the wrapped buffer.
     */
    public DirectBuffer buffer()
    {
        return reader.buffer();
    }

    /**
     * Where the clientId begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int clientIdOffset()
    {
        return ProtoReader.offset(clientId);
    }

    /**
     * How long the clientId is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int clientIdLength()
    {
        return ProtoReader.length(clientId);
    }

    /**
     * Id of the client.
     *
     * @return a new string, empty when absent.
     */
    public String clientId()
    {
        return reader.stringAt(clientId);
    }

    /**
     * Where the heartbeatInbox begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int heartbeatInboxOffset()
    {
        return ProtoReader.offset(heartbeatInbox);
    }

    /**
     * How long the heartbeatInbox is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int heartbeatInboxLength()
    {
        return ProtoReader.length(heartbeatInbox);
    }

    /**
     * Subject on which the client answers heartbeats.
     *
     * @return a new string, empty when absent.
     */
    public String heartbeatInbox()
    {
        return reader.stringAt(heartbeatInbox);
    }

    /**
     * Protocol version, 0 for clients without pings.
     *
     * @return the value, 0 when absent.
     */
    public int protocol()
    {
        return protocol;
    }

    /**
     * Where the connId begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int connIdOffset()
    {
        return ProtoReader.offset(connId);
    }

    /**
     * How long the connId is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int connIdLength()
    {
        return ProtoReader.length(connId);
    }

    /**
     * Id of the connection, a NUID.
     *
     * @return a new array, empty when absent.
     */
    public byte[] connId()
    {
        return reader.bytesAt(connId);
    }

    /**
     * Interval of the client's pings in seconds, in milliseconds when negative.
     *
     * @return the value, 0 when absent.
     */
    public int pingInterval()
    {
        return pingInterval;
    }

    /**
     * Unanswered pings that the client bears.
     *
     * @return the value, 0 when absent.
     */
    public int pingMaxOut()
    {
        return pingMaxOut;
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case CLIENT_ID_TAG -> clientId = reader.string();
            case HEARTBEAT_INBOX_TAG -> heartbeatInbox = reader.string();
            case PROTOCOL_TAG -> protocol = (int) reader.varint();
            case CONN_ID_TAG -> connId = reader.bytes();
            case PING_INTERVAL_TAG -> pingInterval = (int) reader.varint();
            case PING_MAX_OUT_TAG -> pingMaxOut = (int) reader.varint();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        clientId = ProtoReader.EMPTY_SLICE;
        heartbeatInbox = ProtoReader.EMPTY_SLICE;
        protocol = 0;
        connId = ProtoReader.EMPTY_SLICE;
        pingInterval = 0;
        pingMaxOut = 0;
    }
}
