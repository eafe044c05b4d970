package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes Ack: a client acknowledges a message. Owned by the thread of its user. Each field is set at most once, in
 * this order, or left out.
 *
 * <pre>
 *     1 subject  string
 *     2 sequence uint64
 * </pre>
 */
public final class AckEncoder
{
    private static final int SUBJECT_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SEQUENCE_TAG = 2 << 3 | ProtoReader.VARINT;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public AckEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
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
    public AckEncoder subject(final DirectBuffer src, final int offset, final int length)
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
    public AckEncoder subject(final byte[] value)
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
    public AckEncoder subject(final String value)
    {
        writer.string(SUBJECT_TAG, value);
        return this;
    }

    /**
     * Sequence of the message, unsigned.
     *
     * @param value to write.
     * @return this.
     */
    public AckEncoder sequence(final long value)
    {
        writer.varint(SEQUENCE_TAG, value);
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
