package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads Ping: a client checks that it is still registered. Owned by the thread of its user, valid as long as the
 * wrapped bytes are.
 *
 * <pre>
 *     1 connId bytes
 * </pre>
 */
public final class PingDecoder
{
    private static final int CONN_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private long connId;

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

    private void onField(final int tag)
    {
        switch (tag)
        {
            case CONN_ID_TAG -> connId = reader.bytes();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        connId = ProtoReader.EMPTY_SLICE;
    }
}
