package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes Ping: a client checks that it is still registered. Owned by the thread of its user. Each field is set at most
 * once, in this order, or left out.
 *
 * <pre>
 *     1 connId bytes
 * </pre>
 */
public final class PingEncoder
{
    private static final int CONN_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public PingEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
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
    public PingEncoder connId(final DirectBuffer src, final int offset, final int length)
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
    public PingEncoder connId(final byte[] value)
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
    public PingEncoder connId(final String value)
    {
        writer.string(CONN_ID_TAG, value);
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
