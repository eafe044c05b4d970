package io.standfast.nats.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Compares subjects token by token. Stateless; allocates nothing on the way of a message.
 */
final class SubjectText
{
    private SubjectText()
    {
    }

    /**
     * Whether a subject matches a pattern.
     *
     * @param pattern  with wildcards.
     * @param buffer   that holds the subject.
     * @param offset   of the subject.
     * @param length   of the subject.
     * @param isWhole  whether a subject that ends in {@code >} must be within the pattern with all that it means; if
     *                 not, {@code *} stands for that token, too.
     * @return true if so.
     */
    static boolean isMatch(final byte[] pattern, final DirectBuffer buffer, final int offset, final int length,
        final boolean isWhole)
    {
        final int end = offset + length;
        int at = offset;
        int patternAt = 0;
        while (true)
        {
            if (isToken(pattern, patternAt, '>'))
            {
                return true;
            }
            final int tokenEnd = tokenEnd(buffer, at, end);
            final int patternEnd = tokenEnd(pattern, patternAt);
            final boolean isAny = isToken(pattern, patternAt, '*');
            if (isAny ? isWhole && tokenEnd - at == 1 && buffer.getByte(at) == '>'
                : !isEqual(pattern, patternAt, patternEnd, buffer, at, tokenEnd))
            {
                return false;
            }
            if (patternEnd == pattern.length || tokenEnd == end)
            {
                return patternEnd == pattern.length && tokenEnd == end;
            }
            at = tokenEnd + 1;
            patternAt = patternEnd + 1;
        }
    }

    static boolean isWithin(final byte[] pattern, final String subject)
    {
        final byte[] bytes = subject.getBytes(UTF_8);
        return isMatch(pattern, new UnsafeBuffer(bytes), 0, bytes.length, true);
    }

    static boolean hasWildcard(final byte[] subject)
    {
        int begin = 0;
        while (begin < subject.length)
        {
            if (isToken(subject, begin, '*') || isToken(subject, begin, '>'))
            {
                return true;
            }
            begin = tokenEnd(subject, begin) + 1;
        }
        return false;
    }

    private static boolean isToken(final byte[] subject, final int begin, final char wildcard)
    {
        return begin < subject.length && subject[begin] == wildcard && tokenEnd(subject, begin) == begin + 1;
    }

    private static int tokenEnd(final byte[] subject, final int begin)
    {
        int end = begin;
        while (end < subject.length && subject[end] != '.')
        {
            end++;
        }
        return end;
    }

    private static int tokenEnd(final DirectBuffer buffer, final int begin, final int limit)
    {
        int end = begin;
        while (end < limit && buffer.getByte(end) != '.')
        {
            end++;
        }
        return end;
    }

    private static boolean isEqual(final byte[] pattern, final int begin, final int end, final DirectBuffer buffer,
        final int at, final int tokenEnd)
    {
        if (end - begin != tokenEnd - at)
        {
            return false;
        }
        for (int i = 0; i < end - begin; i++)
        {
            if (pattern[begin + i] != buffer.getByte(at + i))
            {
                return false;
            }
        }
        return true;
    }
}
