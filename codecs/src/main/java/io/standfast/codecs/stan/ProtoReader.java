package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;

/**
 * Walks one protobuf frame. Owned by the decoder that holds it, and so by that decoder's thread.
 *
 * <p>Never throws because of what a frame holds and never reads outside it: the first fault moves the reader to the
 * end of the frame, where every further read yields nothing, and {@link #isMalformed()} says so. What is accepted is
 * what protobuf-java's {@code parseFrom} accepts for proto3; ProtoDifferentialTest compares the two.
 *
 * <p>A value of variable length is handed out as a <em>slice</em>: its offset in the upper and its length in the lower
 * 32 bits of a long, so that a decoder keeps one field for it and allocates nothing.
 */
public final class ProtoReader
{
    /** Wire type of int32, int64, uint32, uint64, bool and enum. */
    public static final int VARINT = 0;
    /** Wire type of eight raw bytes. */
    public static final int FIXED64 = 1;
    /** Wire type of string, bytes and embedded messages. */
    public static final int LENGTH_DELIMITED = 2;
    /** Wire type that opens a group. */
    public static final int START_GROUP = 3;
    /** Wire type that closes a group. */
    public static final int END_GROUP = 4;
    /** Wire type of four raw bytes. */
    public static final int FIXED32 = 5;
    /** What {@link #nextTag()} returns when there is nothing more to read; no tag of a field is zero. */
    public static final int END = 0;
    /** Slice of a string or bytes field that is absent: offset 0, length 0. */
    public static final long EMPTY_SLICE = 0;

    private static final int WIRE_TYPE_BITS = 3;
    private static final int WIRE_TYPE_MASK = 7;
    private static final int VARINT_BITS = 70;
    // The recursion limit of protobuf-java's CodedInputStream, so that both refuse the same frames.
    private static final int GROUP_DEPTH_LIMIT = 100;

    private DirectBuffer buffer;
    private int position;
    private int limit;
    private boolean isMalformed;

    /**
     * Begin to read a frame; a range that is not inside the buffer is malformed and not read.
     *
     * @param source that holds the frame.
     * @param offset at which the frame begins.
     * @param length of the frame in bytes.
     */
    public void wrap(final DirectBuffer source, final int offset, final int length)
    {
        buffer = source;
        isMalformed = offset < 0 || length < 0 || length > source.capacity() - offset;
        position = offset;
        limit = isMalformed ? offset : offset + length;
    }

    /**
     * Next field's tag: the field's number in the bits above the three of its wire type.
     *
     * @return the tag, or {@link #END} at the end of the frame and after a fault.
     */
    public int nextTag()
    {
        if (position >= limit)
        {
            return END;
        }
        final int tag = (int) varint();
        if (tag >>> WIRE_TYPE_BITS == 0)
        {
            fail();
            return END;
        }
        return tag;
    }

    /**
     * Read a varint of one to ten bytes; bits beyond the 64th are dropped, as protobuf-java does.
     *
     * @return the value, to be narrowed by the caller for 32 bit fields; 0 after a fault.
     */
    public long varint()
    {
        if (position < limit)
        {
            final byte first = buffer.getByte(position);
            if (first >= 0)
            {
                position++;
                return first;
            }
        }
        return longVarint();
    }

    /**
     * Read a bytes field.
     *
     * @return its slice, {@link #EMPTY_SLICE} after a fault.
     */
    public long bytes()
    {
        // A length is narrowed before it is judged, as protobuf-java does: 2^32 is zero there, 2^31 is negative.
        final int length = (int) varint();
        if (isMalformed || length < 0 || length > limit - position)
        {
            fail();
            return EMPTY_SLICE;
        }
        final long slice = (long) position << Integer.SIZE | length;
        position += length;
        return slice;
    }

    /**
     * Read a string field, which must be valid UTF-8.
     *
     * @return its slice, {@link #EMPTY_SLICE} after a fault.
     */
    public long string()
    {
        final long slice = bytes();
        if (!Utf8.isValid(buffer, offset(slice), length(slice)))
        {
            fail();
            return EMPTY_SLICE;
        }
        return slice;
    }

    /**
     * Skip the value of a field that is of no interest, a whole group if it opens one.
     *
     * @param tag of the field, just read.
     */
    public void skip(final int tag)
    {
        skip(tag, 0);
    }

    /**
     * Whether the frame is no protobuf message.
     *
     * @return true after the first fault.
     */
    public boolean isMalformed()
    {
        return isMalformed;
    }

    /**
     * Buffer that holds the frame.
     *
     * @return what was wrapped last, null before.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Copy a slice into a string.
     *
     * @param slice of a string field of the wrapped frame.
     * @return a new string.
     */
    public String stringAt(final long slice)
    {
        return length(slice) == 0 ? "" : buffer.getStringWithoutLengthUtf8(offset(slice), length(slice));
    }

    /**
     * Copy a slice into an array.
     *
     * @param slice of the wrapped frame.
     * @return a new array.
     */
    public byte[] bytesAt(final long slice)
    {
        final byte[] copy = new byte[length(slice)];
        if (copy.length > 0)
        {
            buffer.getBytes(offset(slice), copy);
        }
        return copy;
    }

    /**
     * Where a slice begins.
     *
     * @param slice from {@link #bytes()} or {@link #string()}.
     * @return offset in the wrapped buffer.
     */
    public static int offset(final long slice)
    {
        return (int) (slice >>> Integer.SIZE);
    }

    /**
     * How long a slice is.
     *
     * @param slice from {@link #bytes()} or {@link #string()}.
     * @return length in bytes.
     */
    public static int length(final long slice)
    {
        return (int) slice;
    }

    private long longVarint()
    {
        long value = 0;
        int index = position;
        for (int shift = 0; shift < VARINT_BITS && index < limit; shift += 7)
        {
            final byte next = buffer.getByte(index++);
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0)
            {
                position = index;
                return value;
            }
        }
        fail();
        return 0;
    }

    private void skip(final int tag, final int depth)
    {
        switch (tag & WIRE_TYPE_MASK)
        {
            case VARINT -> varint();
            case FIXED64 -> advance(Long.BYTES);
            case LENGTH_DELIMITED -> bytes();
            case START_GROUP -> skipGroup(tag, depth);
            case FIXED32 -> advance(Integer.BYTES);
            default -> fail();
        }
    }

    private void skipGroup(final int startTag, final int depth)
    {
        if (depth >= GROUP_DEPTH_LIMIT)
        {
            fail();
            return;
        }
        int tag = nextTag();
        while (tag != END && (tag & WIRE_TYPE_MASK) != END_GROUP)
        {
            skip(tag, depth + 1);
            tag = nextTag();
        }
        if (tag != startTag - START_GROUP + END_GROUP)
        {
            fail();
        }
    }

    private void advance(final int length)
    {
        if (length > limit - position)
        {
            fail();
            return;
        }
        position += length;
    }

    private void fail()
    {
        isMalformed = true;
        position = limit;
    }
}
