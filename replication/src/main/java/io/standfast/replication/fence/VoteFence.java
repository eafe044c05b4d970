package io.standfast.replication.fence;

import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.cluster.ElectionState;
import io.aeron.cluster.NodeStateFile;
import io.aeron.cluster.client.ClusterEvent;
import io.aeron.cluster.service.Cluster;

/**
 * What a vote binds a member to. In Aeron a member that has voted in term 3 follows a leader of term 2 when it hears of
 * that one first, and so gives it a majority; then the candidate of term 3, slow to count its votes, leads with a
 * shorter log, and what was committed is cut off. Here a member follows nobody of a term before the last one in which
 * it voted, stood, refused its vote in an election, or followed; it says that term when it looks for a leader, and a
 * leader of an earlier one begins an election in a later term. Stateless; called by the consensus module's thread out
 * of Aeron's classes, see {@link FencedClass}.
 */
public final class VoteFence
{
    private static final Logger LOG = LoggerFactory.getLogger(VoteFence.class);

    private VoteFence()
    {
    }

    /**
     * Whether a member that looks for a leader must not follow this one.
     *
     * @param state            of the member's election.
     * @param leadershipTermId of the leader.
     * @param candidateTermId  last term in which the member voted, stood, refused its vote, or followed.
     * @return true if so.
     */
    public static boolean isRefused(final ElectionState state, final long leadershipTermId, final long candidateTermId)
    {
        return state == ElectionState.CANVASS && leadershipTermId < candidateTermId;
    }

    /**
     * Whether a leader must begin an election, because a member that looks for a leader is bound to a later term. The
     * next term of this member is behind that one then.
     *
     * @param election         of this member, or null when there is none.
     * @param role             of this member.
     * @param boundTermId      what the other member says.
     * @param leadershipTermId of this member.
     * @param nodeState        of this member, which remembers the term.
     * @return true if so.
     */
    public static boolean isOutvoted(final Object election, final Cluster.Role role, final long boundTermId,
        final long leadershipTermId, final NodeStateFile nodeState)
    {
        final boolean isOutvoted = election == null && role == Cluster.Role.LEADER && boundTermId > leadershipTermId;
        if (isOutvoted)
        {
            adopt(boundTermId, nodeState);
        }
        return isOutvoted;
    }

    /**
     * The same for a member that has been elected and waits for a majority to have its log.
     *
     * @param state            of this member's election.
     * @param boundTermId      what the other member says.
     * @param leadershipTermId of this member's election.
     * @param nodeState        of this member, which remembers the term.
     * @throws ClusterEvent if it must begin anew.
     */
    public static void checkOutvoted(final ElectionState state, final long boundTermId, final long leadershipTermId,
        final NodeStateFile nodeState)
    {
        // As Aeron does, not while it replays its log: that is not left half-done.
        if ((state == ElectionState.LEADER_LOG_REPLICATION || state == ElectionState.LEADER_READY) &&
            boundTermId > leadershipTermId)
        {
            adopt(boundTermId, nodeState);
            throw new ClusterEvent("elected in term " + leadershipTermId + ", but a member is bound to term " +
                boundTermId + ": there is another election");
        }
    }

    /** What else is noted there is for people: where the log was, and when, at the last vote. */
    private static void adopt(final long boundTermId, final NodeStateFile nodeState)
    {
        nodeState.proposeMaxCandidateTermId(boundTermId, nodeState.candidateTerm().logPosition(), nodeState
            .candidateTerm().timestamp());
    }

    /**
     * A leader's log is shorter than this member's: what lies behind its end is cut off. What the engine has applied
     * cannot be taken back.
     *
     * @param commitPosition of this member.
     * @param logPosition    up to which it has applied the log.
     * @param newPosition    end of the leader's log.
     * @throws AgentTerminationException which ends the node, if the engine is beyond the leader's log; what is on the
     *                                   disk stays as it is. At its next start the node follows, or is copied when its
     *                                   store holds more than the log.
     */
    public static void checkTruncation(final long commitPosition, final long logPosition, final long newPosition)
    {
        final long applied = Math.max(commitPosition, logPosition);
        if (newPosition < applied)
        {
            final String reason = "the leader's log ends at " + newPosition +
                ", but this node has applied what it had recorded up to " + applied +
                ": start it again, it takes its state from the leader then";
            // Aeron ends the node before it says why.
            LOG.error(reason);
            throw new AgentTerminationException(reason);
        }
    }
}
