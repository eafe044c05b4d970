package io.standfast.codecs;

import org.agrona.DirectBuffer;

/**
 * What a channel's name may be (STAN-SPEC 1.13). Stateless; allocates nothing.
 *
 * <p>A name is one or more non-empty tokens separated by dots, without {@code /}, without white space that NATS
 * subjects forbid (space, tab, CR, LF) and without wildcards; any other byte is accepted. A pattern, as limits are
 * configured by, may have {@code *} for a whole token and {@code >} for the last one.
 */
public final class ChannelName
{
    private ChannelName()
    {
    }

    /**
     * Whether a range of a buffer is a name to publish or subscribe to.
     *
     * @param buffer that holds the name.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return true if it is valid.
     */
    public static boolean isValid(final DirectBuffer buffer, final int offset, final int length)
    {
        byte previous = '.';
        for (int i = 0; i < length; i++)
        {
            final byte current = buffer.getByte(offset + i);
            if (isForbidden(previous, current) || isWildcard(current))
            {
                return false;
            }
            previous = current;
        }
        return previous != '.';
    }

    /**
     * Whether an array is a name to publish or subscribe to.
     *
     * @param name in UTF-8.
     * @return true if it is valid.
     */
    public static boolean isValid(final byte[] name)
    {
        byte previous = '.';
        for (final byte current : name)
        {
            if (isForbidden(previous, current) || isWildcard(current))
            {
                return false;
            }
            previous = current;
        }
        return previous != '.';
    }

    /**
     * Whether a range of a buffer is a name or a pattern to configure limits for.
     *
     * @param buffer that holds the pattern.
     * @param offset at which it begins.
     * @param length of it in bytes.
     * @return true if it is valid.
     */
    public static boolean isValidPattern(final DirectBuffer buffer, final int offset, final int length)
    {
        byte previous = '.';
        for (int i = 0; i < length; i++)
        {
            final byte current = buffer.getByte(offset + i);
            if (isForbidden(previous, current) || isForbiddenInPattern(previous, current))
            {
                return false;
            }
            previous = current;
        }
        return previous != '.';
    }

    /**
     * Whether an array is a name or a pattern to configure limits for.
     *
     * @param pattern in UTF-8.
     * @return true if it is valid.
     */
    public static boolean isValidPattern(final byte[] pattern)
    {
        byte previous = '.';
        for (final byte current : pattern)
        {
            if (isForbidden(previous, current) || isForbiddenInPattern(previous, current))
            {
                return false;
            }
            previous = current;
        }
        return previous != '.';
    }

    private static boolean isForbidden(final byte previous, final byte current)
    {
        return switch (current)
        {
            case '.' -> previous == '.'; // The beginning counts as a dot, so this also refuses a leading one.
            case '/', ' ', '\t', '\r', '\n' -> true;
            default -> false;
        };
    }

    private static boolean isForbiddenInPattern(final byte previous, final byte current)
    {
        if (isWildcard(current))
        {
            return previous != '.';
        }
        return previous == '>' || previous == '*' && current != '.';
    }

    private static boolean isWildcard(final byte character)
    {
        return character == '*' || character == '>';
    }
}
