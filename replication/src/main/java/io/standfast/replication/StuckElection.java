package io.standfast.replication;

import java.util.concurrent.TimeUnit;

import io.aeron.cluster.ElectionState;

/**
 * Notices an elected member that was cut off before a majority had its log: Aeron lets it wait for followers without an
 * end, deaf to whoever leads meanwhile. Owned by the thread that asks.
 */
final class StuckElection
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    private boolean isSuspected;
    private long suspectedNs;

    /**
     * Look again.
     *
     * @param state            of this member's election.
     * @param isAnotherLeading whether another member leads.
     * @param nowNs            time.
     * @return whether this member has been waiting for so long that only a new start helps.
     */
    boolean isStuck(final ElectionState state, final boolean isAnotherLeading, final long nowNs)
    {
        if (state != ElectionState.LEADER_LOG_REPLICATION || !isAnotherLeading)
        {
            isSuspected = false;
            return false;
        }
        if (!isSuspected)
        {
            isSuspected = true;
            suspectedNs = nowNs;
        }
        return nowNs - suspectedNs > PATIENCE_NS;
    }
}
