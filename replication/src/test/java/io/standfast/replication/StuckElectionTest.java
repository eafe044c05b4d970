package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.aeron.cluster.ElectionState;
import io.standfast.replication.peer.PeerStatus;

/**
 * A member is started again only when it waits for followers that have another leader, or for a majority of its own
 * term, and for long.
 */
class StuckElectionTest
{
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(6);

    private static final OwnElection LEADS = new OwnElection(ElectionState.CLOSED, true);
    private static final PeerStatus.Log UNCOMMITTED = new PeerStatus.Log(0, 200, 100);

    private final StuckElection election = new StuckElection();

    @Test
    void shouldBeStuckWhenAnotherLeadsForLongWhileItWaitsForFollowers()
    {
        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, true, 0)).isFalse();

        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, true, LONG_NS)).isTrue();
    }

    @Test
    void shouldNotBeStuckWhenNobodyElseLeads()
    {
        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, false, 0)).isFalse();

        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, false, LONG_NS)).isFalse();
    }

    @Test
    void shouldBeUnheardWhenItsTermDoesNotBegin()
    {
        assertThat(election.isUnheard(LEADS, false, UNCOMMITTED, 0)).isFalse();
        assertThat(election.isUnheard(LEADS, false, UNCOMMITTED, LONG_NS)).isFalse();

        assertThat(election.isUnheard(LEADS, false, UNCOMMITTED, 2 * LONG_NS)).isTrue();
    }

    @Test
    void shouldBeHeardWhenItsTermHasBegunOrItFollowsOrNothingIsLeft()
    {
        final OwnElection follows = new OwnElection(ElectionState.CLOSED, false);
        final OwnElection elected = new OwnElection(ElectionState.LEADER_READY, true);
        final PeerStatus.Log committed = new PeerStatus.Log(0, 200, 200);

        assertThat(isUnheardAfterLong(LEADS, false, UNCOMMITTED)).as("as it is otherwise").isTrue();
        assertThat(isUnheardAfterLong(LEADS, true, UNCOMMITTED)).isFalse();
        assertThat(isUnheardAfterLong(follows, false, UNCOMMITTED)).isFalse();
        assertThat(isUnheardAfterLong(elected, false, UNCOMMITTED)).isFalse();
        assertThat(isUnheardAfterLong(LEADS, false, committed)).isFalse();
    }

    private static boolean isUnheardAfterLong(final OwnElection own, final boolean isTermBegun,
        final PeerStatus.Log log)
    {
        final StuckElection election = new StuckElection();
        // At first the commit position is news.
        election.isUnheard(own, isTermBegun, log, 0);
        election.isUnheard(own, isTermBegun, log, 1);
        return election.isUnheard(own, isTermBegun, log, 2 * LONG_NS);
    }

    @Test
    void shouldWaitAnewWhenTheMajorityRecords()
    {
        assertThat(election.isUnheard(LEADS, false, UNCOMMITTED, 0)).isFalse();
        assertThat(election.isUnheard(LEADS, false, new PeerStatus.Log(0, 200, 150), LONG_NS)).isFalse();

        assertThat(election.isUnheard(LEADS, false, new PeerStatus.Log(0, 200, 150), 2 * LONG_NS)).isFalse();
    }

    @Test
    void shouldBeginAnewWhenElectionWentOnMeanwhile()
    {
        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, true, 0)).isFalse();
        assertThat(election.isStuck(ElectionState.LEADER_REPLAY, true, 1)).isFalse();

        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, true, LONG_NS)).isFalse();
    }
}
