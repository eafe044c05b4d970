package io.standfast.codecs.stan;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * UTF-8 over buffers without allocation; stateless. Overlong forms, surrogates and code points above U+10FFFF are
 * invalid, as they are for protobuf-java and Go.
 */
final class Utf8
{
    private static final long NON_ASCII_MASK = 0x8080_8080_8080_8080L;
    private static final int CONTINUATION = 0x80;

    private Utf8()
    {
    }

    static boolean isValid(final DirectBuffer buffer, final int offset, final int length)
    {
        final int end = offset + length;
        int index = offset;
        while (end - index >= Long.BYTES && (buffer.getLong(index) & NON_ASCII_MASK) == 0)
        {
            index += Long.BYTES;
        }
        while (index < end)
        {
            final int width = sequenceLength(buffer, index, end);
            if (width == 0)
            {
                return false;
            }
            index += width;
        }
        return true;
    }

    static int length(final String value)
    {
        int length = 0;
        int index = 0;
        while (index < value.length())
        {
            final int codePoint = codePointAt(value, index);
            length += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            index += Character.charCount(codePoint);
        }
        return length;
    }

    static int put(final MutableDirectBuffer buffer, final int offset, final String value)
    {
        int position = offset;
        int index = 0;
        while (index < value.length())
        {
            final int codePoint = codePointAt(value, index);
            position = put(buffer, position, codePoint);
            index += Character.charCount(codePoint);
        }
        return position;
    }

    private static int put(final MutableDirectBuffer buffer, final int offset, final int codePoint)
    {
        int position = offset;
        if (codePoint < 0x80)
        {
            buffer.putByte(position++, (byte) codePoint);
            return position;
        }
        if (codePoint < 0x800)
        {
            buffer.putByte(position++, (byte) (0xC0 | codePoint >>> 6));
        }
        else
        {
            if (codePoint < 0x10000)
            {
                buffer.putByte(position++, (byte) (0xE0 | codePoint >>> 12));
            }
            else
            {
                buffer.putByte(position++, (byte) (0xF0 | codePoint >>> 18));
                buffer.putByte(position++, continuation(codePoint >>> 12));
            }
            buffer.putByte(position++, continuation(codePoint >>> 6));
        }
        buffer.putByte(position++, continuation(codePoint));
        return position;
    }

    private static byte continuation(final int bits)
    {
        return (byte) (CONTINUATION | bits & 0x3F);
    }

    private static int codePointAt(final String value, final int index)
    {
        final int codePoint = value.codePointAt(index);
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? '?' : codePoint;
    }

    private static int sequenceLength(final DirectBuffer buffer, final int index, final int end)
    {
        final int first = buffer.getByte(index) & 0xFF;
        if (first < 0x80)
        {
            return 1;
        }
        final int width = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (width == 0 || width > end - index || !isSecondByteValid(first, buffer.getByte(index + 1) & 0xFF))
        {
            return 0;
        }
        for (int i = 2; i < width; i++)
        {
            if ((buffer.getByte(index + i) & 0xC0) != CONTINUATION)
            {
                return 0;
            }
        }
        return width;
    }

    private static boolean isSecondByteValid(final int first, final int second)
    {
        return switch (first)
        {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF; // Below are overlong forms.
            case 0xED -> second >= 0x80 && second <= 0x9F; // Above are surrogates.
            case 0xF0 -> second >= 0x90 && second <= 0xBF; // Below are overlong forms.
            case 0xF4 -> second >= 0x80 && second <= 0x8F; // Above is beyond U+10FFFF.
            default -> (second & 0xC0) == CONTINUATION;
        };
    }
}
