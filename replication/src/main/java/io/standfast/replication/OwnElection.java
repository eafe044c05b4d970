package io.standfast.replication;

import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.Cluster;

/**
 * What a member's consensus module says of its election. Immutable.
 *
 * @param state    null while the member does not take part.
 * @param isLeader whether it has been elected and leads, or is about to.
 */
record OwnElection(ElectionState state, boolean isLeader)
{
    private static final OwnElection NONE = new OwnElection(null, false);

    /**
     * Read it. For any thread.
     *
     * @param running  consensus module, or null.
     * @param counters of its driver.
     * @return what they say now.
     */
    static OwnElection read(final ConsensusModule running, final DriverCounters counters)
    {
        if (running == null || running.context().aeron().isClosed())
        {
            return NONE;
        }
        final ConsensusModule.Context context = running.context();
        final ElectionState state = ElectionState.get(counters.value(context.electionStateCounter()));
        return new OwnElection(state, counters.value(context.clusterNodeRoleCounter()) == Cluster.Role.LEADER.code());
    }

    /** Whether it leads or follows. */
    boolean isOver()
    {
        return state == ElectionState.CLOSED;
    }
}
