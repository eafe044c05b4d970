package io.standfast.nats.gateway;

/**
 * Deadlines that all lie the same time ahead when they are added, so that the first is always the next to expire:
 * adding and taking are O(1) however many there are. Owned by the gateway thread.
 */
final class DeadlineQueue
{
    private static final int INITIAL_CAPACITY = 64;

    private long[] deadlinesNs = new long[INITIAL_CAPACITY];
    private long[] keys = new long[INITIAL_CAPACITY];
    private long[] tokens = new long[INITIAL_CAPACITY];
    private long head;
    private long tail;

    void add(final long deadlineNs, final long key, final long token)
    {
        assert head == tail || deadlinesNs[index(tail - 1)] <= deadlineNs : "deadlines must not go back";
        if (tail - head == deadlinesNs.length)
        {
            deadlinesNs = grown(deadlinesNs);
            keys = grown(keys);
            tokens = grown(tokens);
            tail -= head;
            head = 0;
        }
        final int index = index(tail);
        deadlinesNs[index] = deadlineNs;
        keys[index] = key;
        tokens[index] = token;
        tail++;
    }

    boolean isDue(final long nowNs)
    {
        return head != tail && deadlinesNs[index(head)] - nowNs <= 0;
    }

    long key()
    {
        return keys[index(head)];
    }

    long token()
    {
        return tokens[index(head)];
    }

    void remove()
    {
        head++;
    }

    void clear()
    {
        head = tail;
    }

    private int index(final long position)
    {
        return (int) (position & (deadlinesNs.length - 1));
    }

    private long[] grown(final long[] values)
    {
        final long[] more = new long[values.length * 2];
        final int from = (int) (head & (values.length - 1));
        System.arraycopy(values, from, more, 0, values.length - from);
        System.arraycopy(values, 0, more, values.length - from, from);
        return more;
    }
}
