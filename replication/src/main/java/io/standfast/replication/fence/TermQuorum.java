package io.standfast.replication.fence;

import java.util.Arrays;

import io.aeron.Aeron;
import io.aeron.cluster.ClusterMember;

/**
 * How far a majority has the log. Aeron counts every member that was heard of, also one whose log ends in an earlier
 * term: what such a member has at a position is not what the leader has there, and the leader would commit what nobody
 * else has. Here it does not count. Stateless; called by the consensus module's thread in place of
 * {@link ClusterMember#quorumPosition}, see {@link ConsensusFence}.
 */
public final class TermQuorum
{
    private TermQuorum()
    {
    }

    /**
     * Position that a majority has reached.
     *
     * @param members   all of them, the own one included.
     * @param ranked    as many places as make a majority.
     * @param nowNs     time of the cluster's clock.
     * @param timeoutNs after which a silent member is not counted.
     * @return position, 0 for none.
     */
    public static long quorumPosition(final ClusterMember[] members, final long[] ranked, final long nowNs,
        final long timeoutNs)
    {
        final long lowestTerm = lowestTerm(members);
        Arrays.fill(ranked, 0);
        for (final ClusterMember member : members)
        {
            final boolean isActive = member.timeOfLastAppendPositionNs() + timeoutNs > nowNs;
            if (isActive && member.leadershipTermId() >= lowestTerm)
            {
                rank(member.logPosition(), ranked);
            }
        }
        return ranked[ranked.length - 1];
    }

    /**
     * Earliest term whose members count. While an elected leader waits for a majority to have its log, its term is the
     * one before: a log that ends in that term, or in the new one, is the same as far as it goes. Then it enters the
     * term that it was a candidate for, and until the election is over it asks for nothing behind the end of its log,
     * which the majority has, while the others report their new term one by one: all count. When it is the leader,
     * followers of its own term do.
     */
    private static long lowestTerm(final ClusterMember[] members)
    {
        for (final ClusterMember member : members)
        {
            // The own member is the one without a publication to it.
            if (member.publication() == null)
            {
                final boolean isLogComplete = member.leadershipTermId() == member.candidateTermId();
                return isLogComplete && !member.isLeader() ? Aeron.NULL_VALUE : member.leadershipTermId();
            }
        }
        throw new IllegalStateException("a cluster member has a publication to itself: " + Arrays.toString(members));
    }

    private static void rank(final long position, final long[] ranked)
    {
        long lower = position;
        for (int i = 0; i < ranked.length; i++)
        {
            if (lower > ranked[i])
            {
                final long higher = lower;
                lower = ranked[i];
                ranked[i] = higher;
            }
        }
    }
}
