package io.standfast.codecs.legacy;

import org.agrona.DirectBuffer;

import io.standfast.codecs.stan.ProtoReader;

/**
 * A stored message: the MsgProto of a record in msgs.N.dat. Strings are taken as the bytes that they are: the original
 * never checked them. Owned by the thread of its user, valid as long as the wrapped bytes are.
 */
public final class LegacyMessage
{
    private static final int SEQUENCE_TAG = 1 << 3 | ProtoReader.VARINT;
    private static final int SUBJECT_TAG = 2 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int REPLY_TAG = 3 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int DATA_TAG = 4 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int TIMESTAMP_TAG = 5 << 3 | ProtoReader.VARINT;

    private final ProtoReader reader = new ProtoReader();
    private long sequence;
    private long subject;
    private long reply;
    private long data;
    private long timestampNs;

    /**
     * Read a record's payload.
     *
     * @param buffer that holds it.
     * @param offset of it.
     * @param length of it.
     * @return false when it is no message.
     */
    public boolean wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        sequence = 0;
        subject = ProtoReader.EMPTY_SLICE;
        reply = ProtoReader.EMPTY_SLICE;
        data = ProtoReader.EMPTY_SLICE;
        timestampNs = 0;
        reader.wrap(buffer, offset, length);
        for (int tag = reader.nextTag(); tag != ProtoReader.END; tag = reader.nextTag())
        {
            switch (tag)
            {
                case SEQUENCE_TAG -> sequence = reader.varint();
                case SUBJECT_TAG -> subject = reader.bytes();
                case REPLY_TAG -> reply = reader.bytes();
                case DATA_TAG -> data = reader.bytes();
                case TIMESTAMP_TAG -> timestampNs = reader.varint();
                default -> reader.skip(tag);
            }
        }
        return !reader.isMalformed() && sequence > 0;
    }

    /**
     * Buffer that the offsets refer to.
     *
     * @return the wrapped buffer.
     */
    public DirectBuffer buffer()
    {
        return reader.buffer();
    }

    /**
     * Sequence in the channel.
     *
     * @return sequence, at least 1.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * Channel that the message says it is of.
     *
     * @return bytes of the name.
     */
    public byte[] subject()
    {
        return reader.bytesAt(subject);
    }

    /**
     * Time of the message.
     *
     * @return Unix ns.
     */
    public long timestampNs()
    {
        return timestampNs;
    }

    /**
     * Where the reply subject begins.
     *
     * @return offset.
     */
    public int replyOffset()
    {
        return ProtoReader.offset(reply);
    }

    /**
     * How long the reply subject is.
     *
     * @return bytes, 0 for none.
     */
    public int replyLength()
    {
        return ProtoReader.length(reply);
    }

    /**
     * Where the payload begins.
     *
     * @return offset.
     */
    public int dataOffset()
    {
        return ProtoReader.offset(data);
    }

    /**
     * How long the payload is, as it is stored: encrypted it is longer.
     *
     * @return bytes, 0 for none.
     */
    public int dataLength()
    {
        return ProtoReader.length(data);
    }
}
