package io.standfast.replication;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether this node leads. Written by the engine thread, read by the gateway.
 */
public final class Leadership
{
    /** Term of a node that does not lead. */
    public static final long NULL_TERM = -1;

    // Written by the engine thread, taken back by the peer thread too; read by the gateway and by monitoring.
    private final AtomicLong leadershipTermId = new AtomicLong(NULL_TERM);
    // Written by the engine thread, read by the peer thread.
    private volatile long latestTermId = NULL_TERM;

    /**
     * Term that this node leads.
     *
     * @return id, or {@link #NULL_TERM}.
     */
    public long leadershipTermId()
    {
        return leadershipTermId.get();
    }

    /**
     * Latest term that this member has heard of.
     *
     * @return id, or {@link #NULL_TERM}.
     */
    public long latestTermId()
    {
        return latestTermId;
    }

    void heard(final long termId)
    {
        latestTermId = termId;
    }

    void lead(final long termId)
    {
        leadershipTermId.set(termId);
    }

    void lost()
    {
        leadershipTermId.set(NULL_TERM);
    }

    /**
     * Take back one term, and no later one.
     *
     * @param termId that is over.
     * @return whether it was led until now.
     */
    boolean lost(final long termId)
    {
        return termId != NULL_TERM && leadershipTermId.compareAndSet(termId, NULL_TERM);
    }
}
