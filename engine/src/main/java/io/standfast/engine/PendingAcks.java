package io.standfast.engine;

import java.nio.ByteBuffer;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The messages that a subscription has been sent and has not acked, off-heap, ordered by sequence. Owned by the engine
 * thread. A ring of slots: appended at the tail as messages go out, removed by a mark where an ack arrives, trimmed at
 * both ends; marks in between go away when the ring is full.
 *
 * <pre>
 *   0                   8                   16          20          24
 *  +-------------------+-------------------+-----------+-----------+
 *  |     sequence      |    deadlineNs     |   count   |  is live  |
 *  +-------------------+-------------------+-----------+-----------+
 * </pre>
 */
final class PendingAcks
{
    /** Index of a sequence that is not pending. */
    static final int NOT_FOUND = -1;
    /** Sequence that no message has. */
    static final long NULL_SEQUENCE = 0;

    private static final int SLOT_LENGTH = 24;
    private static final int DEADLINE_OFFSET = 8;
    private static final int COUNT_OFFSET = 16;
    private static final int LIVE_OFFSET = 20;
    private static final int INITIAL_SLOTS = 16;
    private static final int LIVE = 1;

    private final UnsafeBuffer slots = new UnsafeBuffer(0, 0);
    private ByteBuffer memory;
    private int capacity;
    private int head;
    private int span;
    private int size;

    int size()
    {
        return size;
    }

    boolean isEmpty()
    {
        return size == 0;
    }

    /**
     * Slots in use, live or marked; slot indexes go from 0 to this.
     *
     * @return number of slots.
     */
    int span()
    {
        return span;
    }

    boolean isLive(final int slot)
    {
        return slots.getInt(offset(slot) + LIVE_OFFSET) == LIVE;
    }

    long sequence(final int slot)
    {
        return slots.getLong(offset(slot));
    }

    long deadlineNs(final int slot)
    {
        return slots.getLong(offset(slot) + DEADLINE_OFFSET);
    }

    int count(final int slot)
    {
        return slots.getInt(offset(slot) + COUNT_OFFSET);
    }

    void update(final int slot, final long deadlineNs, final int count)
    {
        final int offset = offset(slot);
        slots.putLong(offset + DEADLINE_OFFSET, deadlineNs);
        slots.putInt(offset + COUNT_OFFSET, count);
    }

    /**
     * Slot of a pending message.
     *
     * @param sequence of the message.
     * @return slot, or {@link #NOT_FOUND}.
     */
    int find(final long sequence)
    {
        final int slot = lowerBound(sequence);
        return slot < span && sequence(slot) == sequence && isLive(slot) ? slot : NOT_FOUND;
    }

    /**
     * First slot whose sequence is not less.
     *
     * @param sequence to look for.
     * @return slot, {@link #span()} when all are less.
     */
    int lowerBound(final long sequence)
    {
        int low = 0;
        int high = span;
        while (low < high)
        {
            final int middle = (low + high) >>> 1;
            if (sequence(middle) < sequence)
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

    /**
     * A message becomes pending; when it is already, deadline and count are replaced.
     *
     * @param sequence   of the message.
     * @param deadlineNs engine time at which it is to be sent again.
     * @param count      of redeliveries so far.
     */
    void add(final long sequence, final long deadlineNs, final int count)
    {
        int slot = lowerBound(sequence);
        if (slot == span || sequence(slot) != sequence)
        {
            if (span == capacity)
            {
                makeRoom();
                slot = lowerBound(sequence);
            }
            openSlot(slot);
        }
        else if (isLive(slot))
        {
            size--;
        }
        final int offset = offset(slot);
        slots.putLong(offset, sequence);
        slots.putLong(offset + DEADLINE_OFFSET, deadlineNs);
        slots.putInt(offset + COUNT_OFFSET, count);
        slots.putInt(offset + LIVE_OFFSET, LIVE);
        size++;
    }

    void remove(final int slot)
    {
        assert isLive(slot) : "slot " + slot + " is not live";
        slots.putInt(offset(slot) + LIVE_OFFSET, 0);
        size--;
        if (size == 0)
        {
            head = 0;
            span = 0;
            return;
        }
        while (!isLive(0))
        {
            head = (head + 1) & (capacity - 1);
            span--;
        }
        while (!isLive(span - 1))
        {
            span--;
        }
    }

    /**
     * Forget the messages before a sequence.
     *
     * @param sequence first one that stays.
     * @return messages that were pending.
     */
    int removeBefore(final long sequence)
    {
        int removed = 0;
        while (size > 0 && sequence(0) < sequence)
        {
            remove(0);
            removed++;
        }
        return removed;
    }

    long earliestDeadlineNs()
    {
        long earliest = Deadline.NULL_DEADLINE;
        for (int i = 0; i < span; i++)
        {
            if (isLive(i))
            {
                earliest = Math.min(earliest, deadlineNs(i));
            }
        }
        return earliest;
    }

    /**
     * Find the messages whose ack wait has run out.
     *
     * @param dueNs engine time up to which they are due.
     * @param due   to add them to.
     */
    void collectDue(final long dueNs, final DueMessages due)
    {
        for (int i = 0; i < span; i++)
        {
            if (isLive(i) && deadlineNs(i) <= dueNs)
            {
                due.add(deadlineNs(i), sequence(i));
            }
        }
    }

    /**
     * Forget everything and give the memory back.
     */
    void free()
    {
        if (memory != null)
        {
            slots.wrap(0, 0);
            BufferUtil.free(memory);
            memory = null;
        }
        capacity = 0;
        head = 0;
        span = 0;
        size = 0;
    }

    private void openSlot(final int slot)
    {
        for (int i = span; i > slot; i--)
        {
            slots.putBytes(offset(i), slots, offset(i - 1), SLOT_LENGTH);
        }
        span++;
    }

    private void makeRoom()
    {
        if (size * 4 < span * 3)
        {
            compact();
        }
        else
        {
            grow();
        }
    }

    private void compact()
    {
        int used = 0;
        for (int i = 0; i < span; i++)
        {
            if (isLive(i))
            {
                if (used != i)
                {
                    slots.putBytes(offset(used), slots, offset(i), SLOT_LENGTH);
                }
                used++;
            }
        }
        span = used;
    }

    private void grow()
    {
        final int newCapacity = capacity == 0 ? INITIAL_SLOTS : capacity * 2;
        final ByteBuffer newMemory = ByteBuffer.allocateDirect(newCapacity * SLOT_LENGTH);
        final UnsafeBuffer target = new UnsafeBuffer(newMemory);
        for (int i = 0; i < span; i++)
        {
            target.putBytes(i * SLOT_LENGTH, slots, offset(i), SLOT_LENGTH);
        }
        if (memory != null)
        {
            BufferUtil.free(memory);
        }
        memory = newMemory;
        slots.wrap(newMemory);
        capacity = newCapacity;
        head = 0;
    }

    private int offset(final int slot)
    {
        return ((head + slot) & (capacity - 1)) * SLOT_LENGTH;
    }
}
