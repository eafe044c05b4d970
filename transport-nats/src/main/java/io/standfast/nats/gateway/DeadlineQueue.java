package io.standfast.nats.gateway;

/**
 * Deadlines that all lie the same time ahead when they are added, so that the first is always the next to expire:
 * adding and taking are O(1) however many there are. Before it grows it lets go of entries that nobody waits for any
 * more. Owned by the gateway thread.
 */
final class DeadlineQueue
{
    private static final int INITIAL_CAPACITY = 64;

    private final Liveness liveness;
    private long[] deadlinesNs = new long[INITIAL_CAPACITY];
    private long[] keys = new long[INITIAL_CAPACITY];
    private long[] tokens = new long[INITIAL_CAPACITY];
    private long head;
    private long tail;

    /**
     * Says whether an entry still matters.
     */
    @FunctionalInterface
    interface Liveness
    {
        boolean isLive(long key, long token);
    }

    /** All entries matter until they are due. */
    DeadlineQueue()
    {
        this((key, token) -> true);
    }

    DeadlineQueue(final Liveness liveness)
    {
        this.liveness = liveness;
    }

    void add(final long deadlineNs, final long key, final long token)
    {
        assert head == tail || deadlinesNs[index(tail - 1)] <= deadlineNs : "deadlines must not go back";
        if (tail - head == deadlinesNs.length)
        {
            makeRoom();
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

    int capacity()
    {
        return deadlinesNs.length;
    }

    /** Compacts in place; grows only when more than half of the entries matter, so that this stays O(1) an entry. */
    private void makeRoom()
    {
        long kept = head;
        for (long position = head; position != tail; position++)
        {
            final int from = index(position);
            if (liveness.isLive(keys[from], tokens[from]))
            {
                final int to = index(kept++);
                deadlinesNs[to] = deadlinesNs[from];
                keys[to] = keys[from];
                tokens[to] = tokens[from];
            }
        }
        tail = kept;
        if (tail - head > deadlinesNs.length / 2)
        {
            deadlinesNs = grown(deadlinesNs);
            keys = grown(keys);
            tokens = grown(tokens);
            tail -= head;
            head = 0;
        }
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
