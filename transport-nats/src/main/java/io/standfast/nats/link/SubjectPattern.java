package io.standfast.nats.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.DirectBuffer;

/**
 * A subject with wildcards, and perhaps the queue group it is for, as permissions name them. Immutable; matching
 * allocates nothing.
 */
final class SubjectPattern
{
    private final byte[] pattern;
    private final String queue;

    private SubjectPattern(final String pattern, final String queue)
    {
        this.pattern = pattern.getBytes(UTF_8);
        this.queue = queue;
    }

    /**
     * Read one entry of a permission.
     *
     * @param text subject, or subject and queue group with a blank between them.
     * @return pattern.
     * @throws IllegalArgumentException when it is no subject; the message says why.
     */
    static SubjectPattern of(final String text)
    {
        final String[] words = text.strip().split("[ \t]+");
        if (words.length > 2 || !isValid(words[0]))
        {
            throw new IllegalArgumentException("\"" + text + "\" is not a valid subject: tokens with dots between " +
                "them, \"*\" for one token, \">\" at the end for all that follow");
        }
        return new SubjectPattern(words[0], words.length == 2 ? words[1] : null);
    }

    private static boolean isValid(final String subject)
    {
        final String[] tokens = subject.split("\\.", -1);
        for (int i = 0; i < tokens.length; i++)
        {
            if (tokens[i].isEmpty() || tokens[i].equals(">") && i < tokens.length - 1)
            {
                return false;
            }
        }
        return true;
    }

    /** Whether it is for one queue group only. */
    boolean isForQueue()
    {
        return queue != null;
    }

    boolean isQueue(final String name)
    {
        return SubjectText.isWithin(queue.getBytes(UTF_8), name);
    }

    /**
     * Whether a subject is one of those that the pattern means.
     *
     * @param buffer that holds the subject.
     * @param offset of the subject.
     * @param length of the subject.
     * @return true if so. A subject with wildcards itself: when any of what it means may be meant.
     */
    boolean touches(final DirectBuffer buffer, final int offset, final int length)
    {
        return SubjectText.isMatch(pattern, buffer, offset, length, false);
    }

    /**
     * Whether all that a subject means is meant by the pattern.
     *
     * @param buffer that holds the subject.
     * @param offset of the subject.
     * @param length of the subject.
     * @return true if so. {@code a.>} is not within {@code a.*}.
     */
    boolean covers(final DirectBuffer buffer, final int offset, final int length)
    {
        return SubjectText.isMatch(pattern, buffer, offset, length, true);
    }

    @Override
    public String toString()
    {
        return new String(pattern, UTF_8) + (queue == null ? "" : " " + queue);
    }
}
