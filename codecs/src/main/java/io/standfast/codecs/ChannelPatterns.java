package io.standfast.codecs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which of the entries that limits and policies are configured by are about a channel (STAN-SPEC 3.3). Stateless.
 */
public final class ChannelPatterns
{
    private ChannelPatterns()
    {
    }

    /**
     * Find the entries of a channel: each says something over what the one before it says.
     *
     * @param patterns    valid names and wildcards.
     * @param channelName literal name.
     * @return those that match, the widest first.
     */
    public static List<String> matching(final Collection<String> patterns, final String channelName)
    {
        if (patterns.isEmpty())
        {
            return List.of();
        }
        final String[] name = tokens(channelName);
        final List<String> matching = new ArrayList<>();
        for (final String pattern : patterns)
        {
            if (matches(tokens(pattern), name))
            {
                matching.add(pattern);
            }
        }
        matching.sort(Comparator.comparing(ChannelPatterns::width));
        return matching;
    }

    /**
     * A key that sorts patterns of one channel from the widest to the narrowest: at the first token in which two of
     * them differ, the rest-wildcard is wider than the token wildcard, and that is wider than a literal.
     */
    private static String width(final String pattern)
    {
        final StringBuilder key = new StringBuilder();
        for (final String token : tokens(pattern))
        {
            key.append(">".equals(token) ? '0' : "*".equals(token) ? '1' : '2');
        }
        return key.toString();
    }

    private static boolean matches(final String[] pattern, final String[] name)
    {
        for (int i = 0; i < pattern.length; i++)
        {
            if (">".equals(pattern[i]))
            {
                return name.length > i;
            }
            if (i >= name.length || !"*".equals(pattern[i]) && !pattern[i].equals(name[i]))
            {
                return false;
            }
        }
        return pattern.length == name.length;
    }

    private static String[] tokens(final String name)
    {
        return name.split("\\.", -1);
    }
}
