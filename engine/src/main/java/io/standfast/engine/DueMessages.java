package io.standfast.engine;

import java.util.Arrays;

/**
 * Pending messages whose ack wait has run out, taken by deadline and then sequence: a heap of pairs. Owned by the
 * engine thread; a scratch that allocates only when it grows.
 */
final class DueMessages
{
    private static final int INITIAL_CAPACITY = 64;

    private long[] deadlines = new long[INITIAL_CAPACITY];
    private long[] sequences = new long[INITIAL_CAPACITY];
    private int size;

    void clear()
    {
        size = 0;
    }

    boolean isEmpty()
    {
        return size == 0;
    }

    long deadlineNs()
    {
        return deadlines[0];
    }

    long sequence()
    {
        return sequences[0];
    }

    void add(final long deadlineNs, final long sequence)
    {
        if (size == deadlines.length)
        {
            deadlines = Arrays.copyOf(deadlines, size * 2);
            sequences = Arrays.copyOf(sequences, size * 2);
        }
        int child = size++;
        while (child > 0 && isBefore(deadlineNs, sequence, (child - 1) >>> 1))
        {
            move((child - 1) >>> 1, child);
            child = (child - 1) >>> 1;
        }
        deadlines[child] = deadlineNs;
        sequences[child] = sequence;
    }

    /** Take the first one away. */
    void remove()
    {
        size--;
        final long deadlineNs = deadlines[size];
        final long sequence = sequences[size];
        int parent = 0;
        int child = 1;
        while (child < size)
        {
            if (child + 1 < size && isBefore(deadlines[child + 1], sequences[child + 1], child))
            {
                child++;
            }
            if (isBefore(deadlineNs, sequence, child))
            {
                break;
            }
            move(child, parent);
            parent = child;
            child = 2 * parent + 1;
        }
        deadlines[parent] = deadlineNs;
        sequences[parent] = sequence;
    }

    private boolean isBefore(final long deadlineNs, final long sequence, final int other)
    {
        return deadlineNs < deadlines[other] || deadlineNs == deadlines[other] && sequence < sequences[other];
    }

    private void move(final int from, final int to)
    {
        deadlines[to] = deadlines[from];
        sequences[to] = sequences[from];
    }
}
