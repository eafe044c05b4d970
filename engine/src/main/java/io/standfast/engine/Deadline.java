package io.standfast.engine;

/**
 * A moment of engine time at which something of its owner is due; lives in at most one {@link DeadlineHeap}. Owned by
 * the engine thread.
 */
final class Deadline
{
    /** Engine time of a deadline that is not armed. */
    static final long NULL_DEADLINE = Long.MAX_VALUE;
    private static final int NOT_QUEUED = -1;

    /**
     * What is due; the order decides between deadlines of the same moment.
     */
    enum Kind
    {
        /** Messages of a channel expire by age. */
        EXPIRY,
        /** A channel may have been inactive for too long. */
        INACTIVITY,
        /** Pendings of a subscription are to be sent again. */
        REDELIVERY,
        /** A durable may have been without a client for too long. */
        IDLE
    }

    private final Kind kind;
    private final Object owner;
    private final long ownerId;
    private long deadlineNs = NULL_DEADLINE;
    private int heapIndex = NOT_QUEUED;

    Deadline(final Kind kind, final Object owner, final long ownerId)
    {
        this.kind = kind;
        this.owner = owner;
        this.ownerId = ownerId;
    }

    Kind kind()
    {
        return kind;
    }

    Object owner()
    {
        return owner;
    }

    long deadlineNs()
    {
        return deadlineNs;
    }

    boolean isArmed()
    {
        return heapIndex != NOT_QUEUED;
    }

    int heapIndex()
    {
        return heapIndex;
    }

    void heapIndex(final int index)
    {
        heapIndex = index;
    }

    void deadlineNs(final long valueNs)
    {
        deadlineNs = valueNs;
    }

    void forget()
    {
        heapIndex = NOT_QUEUED;
        deadlineNs = NULL_DEADLINE;
    }

    boolean isBefore(final Deadline other)
    {
        if (deadlineNs != other.deadlineNs)
        {
            return deadlineNs < other.deadlineNs;
        }
        if (kind != other.kind)
        {
            return kind.ordinal() < other.kind.ordinal();
        }
        return ownerId < other.ownerId;
    }
}
