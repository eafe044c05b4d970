package io.standfast.engine;

import java.util.Arrays;

/**
 * All deadlines of the engine, earliest first. Owned by the engine thread. One entry a subscription or channel, not one
 * a message; the order is total, so that it does not depend on how the heap came about.
 */
final class DeadlineHeap
{
    private static final int INITIAL_CAPACITY = 64;

    private Deadline[] heap = new Deadline[INITIAL_CAPACITY];
    private int size;

    /**
     * Arm a deadline, or move it.
     *
     * @param deadline   to arm.
     * @param deadlineNs engine time.
     */
    void arm(final Deadline deadline, final long deadlineNs)
    {
        if (deadline.isArmed())
        {
            deadline.deadlineNs(deadlineNs);
            siftUp(deadline.heapIndex());
            siftDown(deadline.heapIndex());
            return;
        }
        if (size == heap.length)
        {
            heap = Arrays.copyOf(heap, size * 2);
        }
        deadline.deadlineNs(deadlineNs);
        place(deadline, size);
        size++;
        siftUp(deadline.heapIndex());
    }

    /**
     * Take a deadline out; nothing happens when it is not armed.
     *
     * @param deadline to take out.
     */
    void disarm(final Deadline deadline)
    {
        if (!deadline.isArmed())
        {
            return;
        }
        final int index = deadline.heapIndex();
        size--;
        final Deadline moved = heap[size];
        heap[size] = null;
        deadline.forget();
        if (moved != deadline)
        {
            place(moved, index);
            siftUp(index);
            siftDown(moved.heapIndex());
        }
    }

    long earliestNs()
    {
        return size == 0 ? Deadline.NULL_DEADLINE : heap[0].deadlineNs();
    }

    /**
     * Take the earliest deadline out when it is due.
     *
     * @param nowNs engine time.
     * @return the deadline, disarmed, or null.
     */
    Deadline pollDue(final long nowNs)
    {
        if (size == 0 || heap[0].deadlineNs() > nowNs)
        {
            return null;
        }
        final Deadline due = heap[0];
        disarm(due);
        return due;
    }

    int size()
    {
        return size;
    }

    private void place(final Deadline deadline, final int index)
    {
        heap[index] = deadline;
        deadline.heapIndex(index);
    }

    private void siftUp(final int start)
    {
        final Deadline moving = heap[start];
        int index = start;
        while (index > 0)
        {
            final int parent = (index - 1) >>> 1;
            if (!moving.isBefore(heap[parent]))
            {
                break;
            }
            place(heap[parent], index);
            index = parent;
        }
        place(moving, index);
    }

    private void siftDown(final int start)
    {
        final Deadline moving = heap[start];
        int index = start;
        while (true)
        {
            int child = 2 * index + 1;
            if (child >= size)
            {
                break;
            }
            if (child + 1 < size && heap[child + 1].isBefore(heap[child]))
            {
                child++;
            }
            if (!heap[child].isBefore(moving))
            {
                break;
            }
            place(heap[child], index);
            index = child;
        }
        place(moving, index);
    }
}
