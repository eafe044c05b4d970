package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads UnsubscribeRequest: a client removes or closes a subscription. Owned by the thread of its user, valid as long
 * as the wrapped bytes are.
 *
 * <pre>
 *     1 clientId    string
 *     2 subject     string
 *     3 inbox       string
 *     4 durableName string
 * </pre>
 */
public final class UnsubscribeRequestDecoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SUBJECT_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int INBOX_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int DURABLE_NAME_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoReader reader = new ProtoReader();
    private long clientId;
    private long subject;
    private long inbox;
    private long durableName;

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
     * Where the subject begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int subjectOffset()
    {
        return ProtoReader.offset(subject);
    }

    /**
     * How long the subject is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int subjectLength()
    {
        return ProtoReader.length(subject);
    }

    /**
     * Channel.
     *
     * @return a new string, empty when absent.
     */
    public String subject()
    {
        return reader.stringAt(subject);
    }

    /**
     * Where the inbox begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int inboxOffset()
    {
        return ProtoReader.offset(inbox);
    }

    /**
     * How long the inbox is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int inboxLength()
    {
        return ProtoReader.length(inbox);
    }

    /**
     * Ack inbox, or inbox, of the subscription.
     *
     * @return a new string, empty when absent.
     */
    public String inbox()
    {
        return reader.stringAt(inbox);
    }

    /**
     * Where the durableName begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int durableNameOffset()
    {
        return ProtoReader.offset(durableName);
    }

    /**
     * How long the durableName is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int durableNameLength()
    {
        return ProtoReader.length(durableName);
    }

    /**
     * Name of the durable, unused by a server.
     *
     * @return a new string, empty when absent.
     */
    public String durableName()
    {
        return reader.stringAt(durableName);
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case CLIENT_ID_TAG -> clientId = reader.string();
            case SUBJECT_TAG -> subject = reader.string();
            case INBOX_TAG -> inbox = reader.string();
            case DURABLE_NAME_TAG -> durableName = reader.string();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        clientId = ProtoReader.EMPTY_SLICE;
        subject = ProtoReader.EMPTY_SLICE;
        inbox = ProtoReader.EMPTY_SLICE;
        durableName = ProtoReader.EMPTY_SLICE;
    }
}
