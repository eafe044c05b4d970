package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes MsgProto: a message on its way to a subscription. Owned by the thread of its user. Each field is set at most
 * once, in this order, or left out.
 *
 * <pre>
 *     1 sequence        uint64
 *     2 subject         string
 *     3 reply           string
 *     4 data            bytes
 *     5 timestamp       int64
 *     6 redelivered     bool
 *     7 redeliveryCount uint32
 *    10 crc32           uint32
 * </pre>
 */
public final class MsgProtoEncoder
{
    private static final int SEQUENCE_TAG = 1 << 3 | ProtoReader.VARINT;
    private static final int SUBJECT_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int REPLY_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int DATA_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int TIMESTAMP_TAG = 5 << 3 | ProtoReader.VARINT;
    private static final int REDELIVERED_TAG = 6 << 3 | ProtoReader.VARINT;
    private static final int REDELIVERY_COUNT_TAG = 7 << 3 | ProtoReader.VARINT;
    private static final int CRC32_TAG = 10 << 3 | ProtoReader.VARINT;
    // All seven tags that a server writes take one byte, and so does a true.
    private static final int TAG_LENGTH = 1;
    private static final int REDELIVERED_LENGTH = TAG_LENGTH + 1;

    private final ProtoWriter writer = new ProtoWriter();

    /**
     * Begin a frame; an {@link IndexOutOfBoundsException} is thrown by a setter that finds no room.
     *
     * @param buffer to write to.
     * @param offset at which the frame begins.
     * @return this.
     */
    public MsgProtoEncoder wrap(final MutableDirectBuffer buffer, final int offset)
    {
        writer.wrap(buffer, offset);
        return this;
    }

    /**
     * Sequence in the channel, unsigned.
     *
     * @param value to write.
     * @return this.
     */
    public MsgProtoEncoder sequence(final long value)
    {
        writer.varint(SEQUENCE_TAG, value);
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
    public MsgProtoEncoder subject(final DirectBuffer src, final int offset, final int length)
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
    public MsgProtoEncoder subject(final byte[] value)
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
    public MsgProtoEncoder subject(final String value)
    {
        writer.string(SUBJECT_TAG, value);
        return this;
    }

    /**
     * Reply subject as published.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public MsgProtoEncoder reply(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(REPLY_TAG, src, offset, length);
        return this;
    }

    /**
     * Reply subject as published.
     *
     * @param value in UTF-8.
     * @return this.
     */
    public MsgProtoEncoder reply(final byte[] value)
    {
        writer.bytes(REPLY_TAG, value);
        return this;
    }

    /**
     * Reply subject as published.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public MsgProtoEncoder reply(final String value)
    {
        writer.string(REPLY_TAG, value);
        return this;
    }

    /**
     * Payload.
     *
     * @param src    that holds it.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return this.
     */
    public MsgProtoEncoder data(final DirectBuffer src, final int offset, final int length)
    {
        writer.bytes(DATA_TAG, src, offset, length);
        return this;
    }

    /**
     * Payload.
     *
     * @param value to write.
     * @return this.
     */
    public MsgProtoEncoder data(final byte[] value)
    {
        writer.bytes(DATA_TAG, value);
        return this;
    }

    /**
     * Payload.
     *
     * @param value written as UTF-8.
     * @return this.
     */
    public MsgProtoEncoder data(final String value)
    {
        writer.string(DATA_TAG, value);
        return this;
    }

    /**
     * Time of the message in Unix nanoseconds.
     *
     * @param value to write.
     * @return this.
     */
    public MsgProtoEncoder timestamp(final long value)
    {
        writer.varint(TIMESTAMP_TAG, value);
        return this;
    }

    /**
     * Whether it has been sent before.
     *
     * @param value to write.
     * @return this.
     */
    public MsgProtoEncoder redelivered(final boolean value)
    {
        writer.bool(REDELIVERED_TAG, value);
        return this;
    }

    /**
     * How often it has been sent again, unsigned.
     *
     * @param value to write.
     * @return this.
     */
    public MsgProtoEncoder redeliveryCount(final int value)
    {
        writer.varint(REDELIVERY_COUNT_TAG, value & 0xFFFF_FFFFL);
        return this;
    }

    /**
     * IEEE CRC-32, unsigned, never set by a server.
     *
     * @param value to write.
     * @return this.
     */
    public MsgProtoEncoder crc32(final int value)
    {
        writer.varint(CRC32_TAG, value & 0xFFFF_FFFFL);
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

    /**
     * Length that a frame without crc32 will have, to claim room for it.
     *
     * @param sequence        in the channel.
     * @param subjectLength   in bytes.
     * @param replyLength     in bytes.
     * @param dataLength      in bytes.
     * @param timestamp       in Unix nanoseconds.
     * @param redelivered     whether it has been sent before.
     * @param redeliveryCount how often it has been sent again, unsigned.
     * @return length in bytes.
     * @throws ArithmeticException if it is more than a buffer can hold.
     */
    public static int computeLength(final long sequence, final int subjectLength, final int replyLength,
        final int dataLength, final long timestamp, final boolean redelivered, final int redeliveryCount)
    {
        return Math.toIntExact(varintFieldLength(sequence) + bytesFieldLength(subjectLength) +
            bytesFieldLength(replyLength) + bytesFieldLength(dataLength) + varintFieldLength(timestamp) +
            (redelivered ? REDELIVERED_LENGTH : 0) + varintFieldLength(redeliveryCount & 0xFFFF_FFFFL));
    }

    private static long varintFieldLength(final long value)
    {
        return value == 0 ? 0 : TAG_LENGTH + ProtoWriter.varintLength(value);
    }

    private static long bytesFieldLength(final int length)
    {
        return length == 0 ? 0 : (long) TAG_LENGTH + ProtoWriter.varintLength(length) + length;
    }
}
