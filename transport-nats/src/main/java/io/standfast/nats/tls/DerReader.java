package io.standfast.nats.tls;

import java.util.Arrays;

/**
 * Steps through DER, as far as private keys need it; every length is checked. Used by one thread.
 */
final class DerReader
{
    private static final int LONG_FORM = 0x80;
    private static final int MAX_LENGTH_BYTES = 3;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int tag;
    private int contentAt;
    private int contentEnd;

    DerReader(final byte[] bytes)
    {
        this(bytes, 0, bytes.length);
    }

    private DerReader(final byte[] bytes, final int begin, final int end)
    {
        this.bytes = bytes;
        this.at = begin;
        this.end = end;
    }

    boolean hasNext()
    {
        return at < end;
    }

    /**
     * Step to the next value.
     *
     * @return this.
     * @throws IllegalArgumentException when there is none, or it is not whole.
     */
    DerReader next()
    {
        tag = nextByte();
        final int first = nextByte();
        int length = first;
        if (first >= LONG_FORM)
        {
            final int count = first - LONG_FORM;
            if (count == 0 || count > MAX_LENGTH_BYTES)
            {
                throw new IllegalArgumentException("a length in it makes no sense");
            }
            length = 0;
            for (int i = 0; i < count; i++)
            {
                length = length << Byte.SIZE | nextByte();
            }
        }
        if (length > end - at)
        {
            throw new IllegalArgumentException("it ends too early");
        }
        contentAt = at;
        contentEnd = at + length;
        at = contentEnd;
        return this;
    }

    private int nextByte()
    {
        if (at >= end)
        {
            throw new IllegalArgumentException("it ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    int tag()
    {
        return tag;
    }

    byte[] content()
    {
        return Arrays.copyOfRange(bytes, contentAt, contentEnd);
    }

    /** Of the value stepped to. */
    DerReader inside()
    {
        return new DerReader(bytes, contentAt, contentEnd);
    }

    /**
     * Step to the next value, which must be of a kind.
     *
     * @param expected tag.
     * @return this.
     * @throws IllegalArgumentException when it is of another.
     */
    DerReader next(final int expected)
    {
        next();
        if (tag != expected)
        {
            throw new IllegalArgumentException("something else is where 0x" + Integer.toHexString(expected) +
                " should be");
        }
        return this;
    }
}
