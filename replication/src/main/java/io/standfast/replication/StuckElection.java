package io.standfast.replication;

import java.util.concurrent.TimeUnit;

import io.aeron.cluster.ElectionState;
import io.standfast.replication.peer.PeerStatus;

/**
 * Notices an elected member that waits without an end. One was cut off before a majority had its log: Aeron lets it
 * wait for followers, deaf to whoever leads meanwhile. A second kind leads a term whose first entry is not committed:
 * the followers that had joined it are gone or slow, and one that comes now counts only when it knows that entry, see
 * {@link io.standfast.replication.fence.TermQuorum}; in another election it learns of the term first. Owned by the
 * thread that asks.
 */
final class StuckElection
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    private final long patienceNs;
    private final Suspicion deaf = new Suspicion();
    private final Suspicion unheard = new Suspicion();
    private long unheardCommit;

    StuckElection()
    {
        this(1);
    }

    /**
     * In a cluster whose time limits are shorter.
     *
     * @param scale how many times.
     */
    StuckElection(final long scale)
    {
        patienceNs = PATIENCE_NS / scale;
    }

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
        return deaf.lasts(state == ElectionState.LEADER_LOG_REPLICATION && isAnotherLeading, nowNs) > patienceNs;
    }

    /**
     * Look again.
     *
     * @param election    of this member.
     * @param isTermBegun whether its engine has seen the first entry of the term that it leads.
     * @param log         of this member.
     * @param nowNs       time.
     * @return whether it has led for so long a term that has not begun that only another election helps.
     */
    boolean isUnheard(final OwnElection election, final boolean isTermBegun, final PeerStatus.Log log,
        final long nowNs)
    {
        final boolean isWaiting = election.isOver() && election.isLeader() && !isTermBegun && log.commit() < log.end();
        if (log.commit() != unheardCommit)
        {
            unheardCommit = log.commit();
            unheard.lasts(false, nowNs);
        }
        return unheard.lasts(isWaiting, nowNs) > 2 * patienceNs;
    }

    /** Since when something has been so, without a break. */
    private static final class Suspicion
    {
        private boolean isRaised;
        private long sinceNs;

        /** How long, ns. */
        long lasts(final boolean isSo, final long nowNs)
        {
            if (!isSo || !isRaised)
            {
                isRaised = isSo;
                sinceNs = nowNs;
            }
            return nowNs - sinceNs;
        }
    }
}
