package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.aeron.cluster.ElectionState;

/**
 * A member is started again only when it waits for followers that have another leader, and for long.
 */
class StuckElectionTest
{
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(6);

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
    void shouldBeginAnewWhenElectionWentOnMeanwhile()
    {
        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, true, 0)).isFalse();
        assertThat(election.isStuck(ElectionState.LEADER_REPLAY, true, 1)).isFalse();

        assertThat(election.isStuck(ElectionState.LEADER_LOG_REPLICATION, true, LONG_NS)).isFalse();
    }
}
