package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes CloseResponse: the answer to a close, of no length on success. Owned by the thread of its user. Each field is
 * set at most once, in this order, or left out.
 *
 * <pre>
 *     1 error string
 * </pre>
 */
public final class CloseResponseEncoder
{
    private static final int ERROR_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public CloseResponseEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
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
    public CloseResponseEncoder error(final DirectBuffer src, final int offset, final int length)
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
    public CloseResponseEncoder error(final byte[] value)
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
    public CloseResponseEncoder error(final String value)
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
