package io.standfast.nats.link.listener;

import java.util.ArrayList;
import java.util.List;

import org.agrona.DirectBuffer;

import io.standfast.codecs.ByteKeyMap;

/**
 * Who is interested in which subject. Owned by the gateway thread. Literal subjects are found by hash, patterns are
 * tried
 * one by one.
 */
final class SubjectTree
{
    private static final int MAX_TOKENS = 64;

    private final ByteKeyMap<ArrayList<Interest>> literals = new ByteKeyMap<>();
    private final ArrayList<Interest> patterns = new ArrayList<>();

    void add(final Interest interest)
    {
        if (isPattern(interest.subject()))
        {
            patterns.add(interest);
            return;
        }
        ArrayList<Interest> list = literals.get(interest.subject());
        if (list == null)
        {
            list = new ArrayList<>(1);
            literals.put(interest.subject(), list);
        }
        list.add(interest);
    }

    void remove(final Interest interest)
    {
        if (isPattern(interest.subject()))
        {
            patterns.remove(interest);
            return;
        }
        final ArrayList<Interest> list = literals.get(interest.subject());
        if (list != null)
        {
            list.remove(interest);
            if (list.isEmpty())
            {
                literals.remove(interest.subject());
            }
        }
    }

    /**
     * Find who is interested.
     *
     * @param buffer  that holds the subject.
     * @param offset  of the subject.
     * @param length  of the subject.
     * @param matches cleared, then filled.
     */
    void match(final DirectBuffer buffer, final int offset, final int length, final List<Interest> matches)
    {
        matches.clear();
        final ArrayList<Interest> list = literals.get(buffer, offset, length);
        if (list != null)
        {
            for (int i = 0; i < list.size(); i++)
            {
                matches.add(list.get(i));
            }
        }
        for (int i = 0; i < patterns.size(); i++)
        {
            if (matches(patterns.get(i).subject(), buffer, offset, length))
            {
                matches.add(patterns.get(i));
            }
        }
    }

    /**
     * Whether a subject may be subscribed to: tokens that are not empty, no white space.
     *
     * @param subject to look at.
     * @return true if so.
     */
    static boolean isValid(final byte[] subject)
    {
        if (subject.length == 0 || subject[0] == '.' || subject[subject.length - 1] == '.')
        {
            return false;
        }
        int tokens = 1;
        for (int i = 0; i < subject.length; i++)
        {
            if (subject[i] <= ' ' && subject[i] >= 0)
            {
                return false;
            }
            if (subject[i] == '.')
            {
                tokens++;
                if (subject[i - 1] == '.' || subject[i - 1] == '>' && (i == 1 || subject[i - 2] == '.'))
                {
                    return false;
                }
            }
        }
        return tokens <= MAX_TOKENS;
    }

    private static boolean isPattern(final byte[] subject)
    {
        for (int i = 0; i < subject.length; i++)
        {
            final boolean isAlone = (i == 0 || subject[i - 1] == '.') &&
                (i == subject.length - 1 || subject[i + 1] == '.');
            if ((subject[i] == '*' || subject[i] == '>') && isAlone)
            {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(final byte[] pattern, final DirectBuffer buffer, final int offset,
        final int length)
    {
        int at = 0;
        int i = 0;
        while (i < pattern.length)
        {
            if (at >= length)
            {
                return false;
            }
            if (isWildcard(pattern, i, '>'))
            {
                return true;
            }
            if (isWildcard(pattern, i, '*'))
            {
                while (at < length && buffer.getByte(offset + at) != '.')
                {
                    at++;
                }
                i++;
            }
            else
            {
                if (pattern[i] != buffer.getByte(offset + at))
                {
                    return false;
                }
                i++;
                at++;
            }
            if (i == pattern.length)
            {
                return at == length;
            }
            if (pattern[i] == '.' && at == length)
            {
                return false;
            }
        }
        return at == length;
    }

    private static boolean isWildcard(final byte[] pattern, final int i, final char wildcard)
    {
        return pattern[i] == wildcard && (i == 0 || pattern[i - 1] == '.') &&
            (i == pattern.length - 1 || pattern[i + 1] == '.');
    }
}
