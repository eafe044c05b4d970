package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads CloseRequest: a client leaves. Owned by the thread of its user, valid as long as the wrapped bytes are.
 *
 * <pre>
 *     1 clientId string
 * </pre>
 */
public final class CloseRequestDecoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private long clientId;

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

    private void onField(final int tag)
    {
        switch (tag)
        {
            case CLIENT_ID_TAG -> clientId = reader.string();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        clientId = ProtoReader.EMPTY_SLICE;
    }
}
