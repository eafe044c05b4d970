package io.standfast.replication.log;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The ring of events between the engine thread, which produces, and the gateway thread, which consumes. The message
 * type of the ring is the SBE template id and the message is the SBE block without its header: the ring never leaves
 * the process.
 */
public final class Outbox
{
    /** Bytes of the ring unless set otherwise. */
    public static final int CAPACITY_DEFAULT = 16 * 1024 * 1024;

    /** Least bytes of the ring: the longest event, a client of three names, must fit in an eighth of it. */
    public static final int CAPACITY_MIN = 2 * 1024 * 1024;

    private final OneToOneRingBuffer ring;
    // Written true by the gateway before it parks, false by whoever of the two ends the parking first.
    private final AtomicBoolean isParked = new AtomicBoolean();
    // Written true by the engine when it drops an event, false by the gateway when it has drained what came before.
    private final AtomicBoolean isOverrun = new AtomicBoolean();

    /**
     * An empty outbox off the heap.
     *
     * @param capacity bytes, a power of two of at least {@link #CAPACITY_MIN}.
     */
    public Outbox(final int capacity)
    {
        if (capacity < CAPACITY_MIN || !BitUtil.isPowerOfTwo(capacity))
        {
            throw new IllegalArgumentException(
                "outbox capacity must be a power of two of at least " + CAPACITY_MIN + " bytes: " + capacity);
        }
        ring = new OneToOneRingBuffer(
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity + RingBufferDescriptor.TRAILER_LENGTH, 64)));
    }

    /**
     * Whether the gateway has something to drain. Called by the gateway thread.
     *
     * @return true if not.
     */
    public boolean isEmpty()
    {
        return ring.size() == 0;
    }

    /**
     * What the gateway has not drained yet.
     *
     * @return bytes, for any thread.
     */
    public int waitingBytes()
    {
        return ring.size();
    }

    /**
     * Whether events have been dropped: the gateway is to drain the rest and to enter again by TermOpened.
     *
     * @return true if so.
     */
    public boolean isOverrun()
    {
        return isOverrun.getAcquire();
    }

    /**
     * Called by the gateway thread when it has drained the ring, before it sends TermOpened: the engine writes again.
     */
    public void clearOverrun()
    {
        assert isEmpty() : "events of before the overrun are left";
        isOverrun.setRelease(false);
    }

    /**
     * Called by the gateway thread before it waits: from now on the next event rings the doorbell.
     *
     * @return false when there is an event already: do not wait.
     */
    public boolean tryPark()
    {
        isParked.set(true);
        VarHandle.fullFence();
        if (ring.size() == 0)
        {
            return true;
        }
        isParked.set(false);
        return false;
    }

    /**
     * Called by the gateway thread when it has waited: the doorbell falls silent.
     */
    public void unpark()
    {
        isParked.setRelease(false);
    }

    OneToOneRingBuffer ring()
    {
        return ring;
    }

    void overrun()
    {
        isOverrun.setRelease(true);
    }

    /**
     * The engine thread asks, after it has committed an event, whether it is the one to wake the gateway.
     */
    boolean tryUnpark()
    {
        // Without the fence the load may pass the commit's store, and the gateway would sleep on an event.
        VarHandle.fullFence();
        return isParked.getPlain() && isParked.compareAndSet(true, false);
    }
}
