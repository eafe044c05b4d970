package io.standfast.engine;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Receivers that have more to be sent than one entry allows, in the order of their ids. Owned by the engine thread;
 * allocates only when it grows.
 */
final class Backlog
{
    private static final int INITIAL_CAPACITY = 16;

    private Receiver[] receivers = new Receiver[INITIAL_CAPACITY];
    private int size;

    boolean isEmpty()
    {
        return size == 0;
    }

    void add(final Receiver receiver)
    {
        final int index = firstAfter(receiver.receiverId() - 1);
        if (index < size && receivers[index].receiverId() == receiver.receiverId())
        {
            receivers[index] = receiver;
            return;
        }
        if (size == receivers.length)
        {
            receivers = Arrays.copyOf(receivers, size * 2);
        }
        System.arraycopy(receivers, index, receivers, index + 1, size - index);
        receivers[index] = receiver;
        size++;
    }

    void remove(final long receiverId)
    {
        final int index = firstAfter(receiverId - 1);
        if (index < size && receivers[index].receiverId() == receiverId)
        {
            size--;
            System.arraycopy(receivers, index + 1, receivers, index, size - index);
            receivers[size] = null;
        }
    }

    void removeIf(final Predicate<Receiver> condition)
    {
        int kept = 0;
        for (int i = 0; i < size; i++)
        {
            if (!condition.test(receivers[i]))
            {
                receivers[kept++] = receivers[i];
            }
        }
        Arrays.fill(receivers, kept, size, null);
        size = kept;
    }

    /**
     * Whose turn it is.
     *
     * @param cursor id of the one before.
     * @return the next one, after the last the first.
     */
    Receiver next(final long cursor)
    {
        final int index = firstAfter(cursor);
        return receivers[index < size ? index : 0];
    }

    private int firstAfter(final long receiverId)
    {
        int low = 0;
        int high = size;
        while (low < high)
        {
            final int middle = (low + high) >>> 1;
            if (receivers[middle].receiverId() <= receiverId)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
