package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads PubAck: the answer to a published message. Owned by the thread of its user, valid as long as the wrapped bytes
 * are.
 *
 * <pre>
 *     1 guid  string
 *     2 error string
 * </pre>
 */
public final class PubAckDecoder
{
    private static final int GUID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int ERROR_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private long guid;
    private long error;

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
     * Where the guid begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int guidOffset()
    {
        return ProtoReader.offset(guid);
    }

    /**
     * How long the guid is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int guidLength()
    {
        return ProtoReader.length(guid);
    }

    /**
     * Guid of the published message.
     *
     * @return a new string, empty when absent.
     */
    public String guid()
    {
        return reader.stringAt(guid);
    }

    /**
     * Where the error begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int errorOffset()
    {
        return ProtoReader.offset(error);
    }

    /**
     * How long the error is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int errorLength()
    {
        return ProtoReader.length(error);
    }

    /**
     * Error text, empty on success.
     *
     * @return a new string, empty when absent.
     */
    public String error()
    {
        return reader.stringAt(error);
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case GUID_TAG -> guid = reader.string();
            case ERROR_TAG -> error = reader.string();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        guid = ProtoReader.EMPTY_SLICE;
        error = ProtoReader.EMPTY_SLICE;
    }
}
