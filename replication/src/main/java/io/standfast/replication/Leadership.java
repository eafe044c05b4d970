package io.standfast.replication;

/**
 * Whether this node leads. Written by the engine thread, read by the gateway.
 */
public final class Leadership
{
    /** Term of a node that does not lead. */
    public static final long NULL_TERM = -1;

    // Written by the engine thread, read by the gateway and by monitoring.
    private volatile long leadershipTermId = NULL_TERM;
    // Written by the engine thread, read by the peer thread.
    private volatile long latestTermId = NULL_TERM;

    /**
     * Term that this node leads.
     *
     * @return id, or {@link #NULL_TERM}.
     */
    public long leadershipTermId()
    {
        return leadershipTermId;
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
        leadershipTermId = termId;
    }

    void lost()
    {
        leadershipTermId = NULL_TERM;
    }
}
