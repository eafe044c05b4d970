package io.standfast.server.bench;

import org.agrona.BitUtil;

/**
 * Which of the messages that were sent have not been answered. Answers may come in any order, twice, or not at all.
 * One bit each, and the time of its sending when asked for. Owned by one thread.
 */
final class Outstanding
{
    private static final int BITS = 6;

    private final long mask;
    private final long[] unanswered;
    private final long[] sentNs;
    private long first;
    private long next;
    private long count;

    /**
     * With nothing sent.
     *
     * @param capacity     how far apart the oldest one that is not answered and the newest one may be.
     * @param hasSendTimes whether it remembers when each one was sent.
     * @param number       of the first one.
     */
    Outstanding(final int capacity, final boolean hasSendTimes, final long number)
    {
        first = number;
        next = number;
        final int size = BitUtil.findNextPositivePowerOfTwo(Math.max(capacity, 1 << BITS));
        mask = size - 1L;
        unanswered = new long[size >> BITS];
        sentNs = hasSendTimes ? new long[size] : null;
    }

    /** Whether there is no room for another one: the oldest is unanswered for too long. */
    boolean isFull()
    {
        return next - first > mask;
    }

    /**
     * Send the next one.
     *
     * @param nowNs when.
     * @return its number.
     */
    long add(final long nowNs)
    {
        final long number = next++;
        unanswered[index(number)] |= 1L << number;
        if (sentNs != null)
        {
            sentNs[(int) (number & mask)] = nowNs;
        }
        count++;
        return number;
    }

    /**
     * An answer has come.
     *
     * @param number that it names.
     * @return whether that one was waiting for it.
     */
    boolean remove(final long number)
    {
        if (number < first || number >= next)
        {
            return false;
        }
        final int index = index(number);
        final long bit = 1L << number;
        if ((unanswered[index] & bit) == 0)
        {
            return false;
        }
        unanswered[index] ^= bit;
        count--;
        while (first < next && (unanswered[index(first)] & 1L << first) == 0)
        {
            first++;
        }
        return true;
    }

    /** When a message was sent; read before its answer is taken. */
    long sentNs(final long number)
    {
        return sentNs[(int) (number & mask)];
    }

    /** How many are not answered. */
    long count()
    {
        return count;
    }

    /** Number of the next one. */
    long next()
    {
        return next;
    }

    private int index(final long number)
    {
        return (int) ((number & mask) >> BITS);
    }
}
