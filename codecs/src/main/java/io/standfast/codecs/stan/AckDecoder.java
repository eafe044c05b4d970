package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Reads Ack: a client acknowledges a message. Owned by the thread of its user, valid as long as the wrapped bytes are.
 *
 * <pre>
 *     1 subject  string
 *     2 sequence uint64
 * </pre>
 */
public final class AckDecoder
{
    private static final int SUBJECT_TAG = 1 << 3 | ProtoReader.LENGTH_DELIMITED;
    private static final int SEQUENCE_TAG = 2 << 3 | ProtoReader.VARINT;

    private final ProtoReader reader = new ProtoReader();
    private long subject;
    private long sequence;

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
     * Sequence of the message, unsigned.
     *
     * @return the value, 0 when absent.
     */
    public long sequence()
    {
        return sequence;
    }

    private void onField(final int tag)
    {
        switch (tag)
        {
            case SUBJECT_TAG -> subject = reader.string();
            case SEQUENCE_TAG -> sequence = reader.varint();
            default -> reader.skip(tag);
        }
    }

    private void reset()
    {
        subject = ProtoReader.EMPTY_SLICE;
        sequence = 0;
    }
}
