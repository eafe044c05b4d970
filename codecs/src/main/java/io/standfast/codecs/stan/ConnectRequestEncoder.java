package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes ConnectRequest: a client asks to be registered. Owned by the thread of its user. Each field is set at most
 * once, in this order, or left out.
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
public final class ConnectRequestEncoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int HEARTBEAT_INBOX_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int PROTOCOL_TAG = 3 << 3 | ProtoReader.VARINT;
    private static final int CONN_ID_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int PING_INTERVAL_TAG = 5 << 3 | ProtoReader.VARINT;
    private static final int PING_MAX_OUT_TAG = 6 << 3 | ProtoReader.VARINT;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public ConnectRequestEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
        return this;
    }

    /**
     * Id of the client.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectRequestEncoder clientId(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(CLIENT_ID_TAG, src, offset, length);
        return this;
    }

    /**
     * Id of the client.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectRequestEncoder clientId(final byte[] value)
    {
        writer.bytes(CLIENT_ID_TAG, value);
        return this;
    }

    /**
     * Id of the client.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectRequestEncoder clientId(final String value)
    {
        writer.string(CLIENT_ID_TAG, value);
        return this;
    }

    /**
     * Subject on which the client answers heartbeats.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectRequestEncoder heartbeatInbox(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(HEARTBEAT_INBOX_TAG, src, offset, length);
        return this;
    }

    /**
     * Subject on which the client answers heartbeats.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public ConnectRequestEncoder heartbeatInbox(final byte[] value)
    {
        writer.bytes(HEARTBEAT_INBOX_TAG, value);
        return this;
    }

    /**
     * Subject on which the client answers heartbeats.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectRequestEncoder heartbeatInbox(final String value)
    {
        writer.string(HEARTBEAT_INBOX_TAG, value);
        return this;
    }

    /**
     * Protocol version, 0 for clients without pings.
     *
     * @param value to write.
     * @return this.
     */
    public ConnectRequestEncoder protocol(final int value)
    {
        writer.varint(PROTOCOL_TAG, value);
        return this;
    }

    /**
     * Id of the connection, a NUID.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public ConnectRequestEncoder connId(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(CONN_ID_TAG, src, offset, length);
        return this;
    }

    /**
     * Id of the connection, a NUID.
     *
     * @param value to write.
     * @return this.
     */
    public ConnectRequestEncoder connId(final byte[] value)
    {
        writer.bytes(CONN_ID_TAG, value);
        return this;
    }

    /**
     * Id of the connection, a NUID.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public ConnectRequestEncoder connId(final String value)
    {
        writer.string(CONN_ID_TAG, value);
        return this;
    }

    /**
     * Interval of the client's pings in seconds, in milliseconds when negative.
     *
     * @param value to write.
     * @return this.
     */
    public ConnectRequestEncoder pingInterval(final int value)
    {
        writer.varint(PING_INTERVAL_TAG, value);
        return this;
    }

    /**
     * Unanswered pings that the client bears.
     *
     * @param value to write.
     * @return this.
     */
    public ConnectRequestEncoder pingMaxOut(final int value)
    {
        writer.varint(PING_MAX_OUT_TAG, value);
        return this;
    }

    /**
     * Length of the frame so far.
     *
     * @return length in bytes.
     */
    public int encodedLength()
    {
        return writer.encodedLength();
    }
}
