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

    /**
     * Term that this node leads.
     *
     * @return id, or {@link #NULL_TERM}.
     */
    public long leadershipTermId()
    {
        return leadershipTermId;
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
