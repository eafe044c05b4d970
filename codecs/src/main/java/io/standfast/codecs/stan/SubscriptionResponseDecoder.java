package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads SubscriptionResponse: the answer to a subscribe, unsubscribe or close of a subscription. Owned by the thread
 * of its user, valid as long as the wrapped bytes are.
 *
 * <pre>
 *     2 ackInbox string
 *     3 error    string
 * </pre>
 */
public final class SubscriptionResponseDecoder
{
    private static final int ACK_INBOX_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int ERROR_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private long ackInbox;
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
     * Where the ackInbox begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int ackInboxOffset()
    {
        return ProtoReader.offset(ackInbox);
    }

    /**
     * How long the ackInbox is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int ackInboxLength()
    {
        return ProtoReader.length(ackInbox);
    }

    /**
     * Subject to acknowledge on.
     *
     * @return a new string, empty when absent.
     */
    public String ackInbox()
    {
        return reader.stringAt(ackInbox);
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
            case ACK_INBOX_TAG -> ackInbox = reader.string();
            case ERROR_TAG -> error = reader.string();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        ackInbox = ProtoReader.EMPTY_SLICE;
        error = ProtoReader.EMPTY_SLICE;
    }
}
