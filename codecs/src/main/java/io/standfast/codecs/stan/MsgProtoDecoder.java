package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads MsgProto: a message on its way to a subscription. Owned by the thread of its user, valid as long as the
 * wrapped bytes are.
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
public final class MsgProtoDecoder
{
    private static final int SEQUENCE_TAG = 1 << 3 | ProtoReader.VARINT;
    private static final int SUBJECT_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int REPLY_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int DATA_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int TIMESTAMP_TAG = 5 << 3 | ProtoReader.VARINT;
    private static final int REDELIVERED_TAG = 6 << 3 | ProtoReader.VARINT;
    private static final int REDELIVERY_COUNT_TAG = 7 << 3 | ProtoReader.VARINT;
    private static final int CRC32_TAG = 10 << 3 | ProtoReader.VARINT;

    private final ProtoReader reader = new ProtoReader();
    private long sequence;
    private long subject;
    private long reply;
    private long data;
    private long timestamp;
    private boolean redelivered;
    private int redeliveryCount;
    private int crc32;

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
     * Sequence in the channel, unsigned.
     *
     * @return the value, 0 when absent.
     */
    public long sequence()
    {
        return sequence;
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
     * Where the reply begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int replyOffset()
    {
        return ProtoReader.offset(reply);
    }

    /**
     * How long the reply is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int replyLength()
    {
        return ProtoReader.length(reply);
    }

    /**
     * Reply subject as published.
     *
     * @return a new string, empty when absent.
     */
    public String reply()
    {
        return reader.stringAt(reply);
    }

    /**
     * Where the data begins.
     *
     * @return offset in the wrapped buffer.
     */
    public int dataOffset()
    {
        return ProtoReader.offset(data);
    }

    /**
     * How long the data is.
     *
     * @return length in bytes, 0 when absent.
     */
    public int dataLength()
    {
        return ProtoReader.length(data);
    }

    /**
     * Payload.
     *
     * @return a new array, empty when absent.
     */
    public byte[] data()
    {
        return reader.bytesAt(data);
    }

    /**
     * Time of the message in Unix nanoseconds.
     *
     * @return the value, 0 when absent.
     */
    public long timestamp()
    {
        return timestamp;
    }

    /**
     * Whether it has been sent before.
     *
     * @return the value, false when absent.
     */
    public boolean redelivered()
    {
        return redelivered;
    }

    /**
     * How often it has been sent again, unsigned.
     *
     * @return the value, 0 when absent.
     */
    public int redeliveryCount()
    {
        return redeliveryCount;
    }

    /**
     * IEEE CRC-32, unsigned, never set by a server.
     *
     * @return the value, 0 when absent.
     */
    public int crc32()
    {
        return crc32;
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case SEQUENCE_TAG -> sequence = reader.varint();
            case SUBJECT_TAG -> subject = reader.string();
            case REPLY_TAG -> reply = reader.string();
            case DATA_TAG -> data = reader.bytes();
            case TIMESTAMP_TAG -> timestamp = reader.varint();
            case REDELIVERED_TAG -> redelivered = reader.varint() != 0;
            case REDELIVERY_COUNT_TAG -> redeliveryCount = (int) reader.varint();
            case CRC32_TAG -> crc32 = (int) reader.varint();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        sequence = 0;
        subject = ProtoReader.EMPTY_SLICE;
        reply = ProtoReader.EMPTY_SLICE;
        data = ProtoReader.EMPTY_SLICE;
        timestamp = 0;
        redelivered = false;
        redeliveryCount = 0;
        crc32 = 0;
    }
}
