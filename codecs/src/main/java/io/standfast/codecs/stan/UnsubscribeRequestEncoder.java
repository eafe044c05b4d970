package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes UnsubscribeRequest: a client removes or closes a subscription. Owned by the thread of its user. Each field is
 * set at most once, in this order, or left out.
 *
 * <pre>
 *     1 clientId    string
 *     2 subject     string
 *     3 inbox       string
 *     4 durableName string
 * </pre>
 */
public final class UnsubscribeRequestEncoder
{
    private static final int CLIENT_ID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SUBJECT_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int INBOX_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int DURABLE_NAME_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public UnsubscribeRequestEncoder wrap(final MutableDirectBuffer buffer, final int offset)
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
    public UnsubscribeRequestEncoder clientId(final DirectBuffer src, final int offset, final int length)
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
    public UnsubscribeRequestEncoder clientId(final byte[] value)
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
    public UnsubscribeRequestEncoder clientId(final String value)
    {
        writer.string(CLIENT_ID_TAG, value);
        return this;
    }

    /**
     * Channel.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public UnsubscribeRequestEncoder subject(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(SUBJECT_TAG, src, offset, length);
        return this;
    }

    /**
     * Channel.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public UnsubscribeRequestEncoder subject(final byte[] value)
    {
        writer.bytes(SUBJECT_TAG, value);
        return this;
    }

    /**
     * Channel.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public UnsubscribeRequestEncoder subject(final String value)
    {
        writer.string(SUBJECT_TAG, value);
        return this;
    }

    /**
     * Ack inbox, or inbox, of the subscription.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public UnsubscribeRequestEncoder inbox(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(INBOX_TAG, src, offset, length);
        return this;
    }

    /**
     * Ack inbox, or inbox, of the subscription.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public UnsubscribeRequestEncoder inbox(final byte[] value)
    {
        writer.bytes(INBOX_TAG, value);
        return this;
    }

    /**
     * Ack inbox, or inbox, of the subscription.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public UnsubscribeRequestEncoder inbox(final String value)
    {
        writer.string(INBOX_TAG, value);
        return this;
    }

    /**
     * Name of the durable, unused by a server.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public UnsubscribeRequestEncoder durableName(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(DURABLE_NAME_TAG, src, offset, length);
        return this;
    }

    /**
     * Name of the durable, unused by a server.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public UnsubscribeRequestEncoder durableName(final byte[] value)
    {
        writer.bytes(DURABLE_NAME_TAG, value);
        return this;
    }

    /**
     * Name of the durable, unused by a server.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public UnsubscribeRequestEncoder durableName(final String value)
    {
        writer.string(DURABLE_NAME_TAG, value);
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
