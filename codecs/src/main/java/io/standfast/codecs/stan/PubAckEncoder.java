package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes PubAck: the answer to a published message. Owned by the thread of its user. Each field is set at most once,
 * in this order, or left out.
 *
 * <pre>
 *     1 guid  string
 *     2 error string
 * </pre>
 */
public final class PubAckEncoder
{
    private static final int GUID_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int ERROR_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public PubAckEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
        return this;
    }

    /**
     * Guid of the published message.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public PubAckEncoder guid(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(GUID_TAG, src, offset, length);
        return this;
    }

    /**
     * Guid of the published message.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public PubAckEncoder guid(final byte[] value)
    {
        writer.bytes(GUID_TAG, value);
        return this;
    }

    /**
     * Guid of the published message.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public PubAckEncoder guid(final String value)
    {
        writer.string(GUID_TAG, value);
        return this;
    }

    /**
     * Error text, empty on success.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public PubAckEncoder error(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(ERROR_TAG, src, offset, length);
        return this;
    }

    /**
     * Error text, empty on success.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public PubAckEncoder error(final byte[] value)
    {
        writer.bytes(ERROR_TAG, value);
        return this;
    }

    /**
     * Error text, empty on success.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public PubAckEncoder error(final String value)
    {
        writer.string(ERROR_TAG, value);
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
