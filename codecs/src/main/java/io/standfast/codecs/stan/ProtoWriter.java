package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Appends protobuf fields to a buffer. Owned by the encoder that holds it, and so by that encoder's thread.
 *
 * <p>Default values are not written, as proto3 wants. A field is written whole or not at all: its room is checked once,
 * also with Agrona's bounds checks off, and an {@link IndexOutOfBoundsException} says that the buffer is too small.
 * An expandable buffer grows instead.
 */
public final class ProtoWriter
{
    private static final int BITS_PER_BYTE = 7;

    private MutableDirectBuffer buffer;
    private boolean isExpandable;
    private int start;
    private int position;

    /**
     * Begin a frame.
     *
     * @param target to write to.
     * @param offset at which the frame begins.
     */
    public void wrap(final MutableDirectBuffer target, final int offset)
    {
        buffer = target;
        isExpandable = target.isExpandable();
        start = offset;
        position = offset;
    }

    /**
     * Append a varint field unless it is zero; int32 is sign-extended and uint32 zero-extended by the caller.
     *
     * @param tag   of the field.
     * @param value to write.
     */
    public void varint(final int tag, final long value)
    {
        if (value != 0)
        {
            claim(varintLength(tag & 0xFFFF_FFFFL) + varintLength(value));
            putVarint(tag & 0xFFFF_FFFFL);
            putVarint(value);
        }
    }

    /**
     * Append a bool field unless it is false.
     *
     * @param tag   of the field.
     * @param value to write.
     */
    public void bool(final int tag, final boolean value)
    {
        varint(tag, value ? 1 : 0);
    }

    /**
     * Append a string or bytes field unless it is empty.
     *
     * @param tag       of the field.
     * @param src       that holds the value.
     * @param srcOffset at which the value begins.
     * @param length    of the value in bytes.
     */
    public void bytes(final int tag, final DirectBuffer src, final int srcOffset, final int length)
    {
        if (length != 0)
        {
            src.boundsCheck(srcOffset, length);
            header(tag, length);
            buffer.putBytes(position, src, srcOffset, length);
            position += length;
        }
    }

    /**
     * Append a string or bytes field unless it is empty.
     *
     * @param tag of the field.
     * @param src the value.
     */
    public void bytes(final int tag, final byte[] src)
    {
        if (src.length != 0)
        {
            header(tag, src.length);
            buffer.putBytes(position, src);
            position += src.length;
        }
    }

    /**
     * Append a string as UTF-8 unless it is empty; a surrogate without its partner becomes a question mark.
     *
     * @param tag   of the field.
     * @param value to write.
     */
    public void string(final int tag, final String value)
    {
        if (!value.isEmpty())
        {
            final int length = Utf8.length(value);
            header(tag, length);
            position = Utf8.put(buffer, position, value);
        }
    }

    /**
     * Length of the frame so far.
     *
     * @return length in bytes.
     */
    public int encodedLength()
    {
        return position - start;
    }

    /**
     * How many bytes a varint takes.
     *
     * @param value taken as unsigned.
     * @return 1 to 10.
     */
    public static int varintLength(final long value)
    {
        final int significantBits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        return (significantBits + BITS_PER_BYTE - 1) / BITS_PER_BYTE;
    }

    private void header(final int tag, final int length)
    {
        final int lengthLength = varintLength(length);
        // The sum cannot overflow unnoticed: a negative length is refused by the bounds check.
        claim(varintLength(tag & 0xFFFF_FFFFL) + lengthLength + length);
        putVarint(tag & 0xFFFF_FFFFL);
        putVarint(length);
    }

    private void claim(final int length)
    {
        if (!isExpandable)
        {
            buffer.boundsCheck(position, length);
        }
    }

    private void putVarint(final long value)
    {
        long rest = value;
        int index = position;
        while ((rest & ~0x7FL) != 0)
        {
            buffer.putByte(index++, (byte) (rest | 0x80));
            rest >>>= BITS_PER_BYTE;
        }
        buffer.putByte(index++, (byte) rest);
        position = index;
    }
}
