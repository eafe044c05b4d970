package io.standfast.replication.fence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.aeron.cluster.ClusterMember;

/**
 * Who counts when a leader asks how far a majority has its log. Member 0 is the one that asks.
 */
class TermQuorumTest
{
    private static final long NOW_NS = 1_000;
    private static final long TIMEOUT_NS = 100;
    private static final long TERM = 7;

    private final ClusterMember[] members = ClusterMember.parse(
        "0,a:1,a:2,a:3,a:4,a:5|1,b:1,b:2,b:3,b:4,b:5|2,c:1,c:2,c:3,c:4,c:5");

    @Test
    void shouldCountFollowersOfOwnTermOnlyWhenLeading()
    {
        members[0].candidateTermId(TERM).isLeader(true);
        report(0, TERM, 900);
        report(1, TERM, 500);
        report(2, TERM - 1, 5000);

        assertThat(quorum()).isEqualTo(500);
    }

    @Test
    void shouldCommitNothingWhenOnlyLongerLogOfEarlierTermIsHeard()
    {
        members[0].candidateTermId(TERM).isLeader(true);
        report(0, TERM, 900);
        report(2, TERM - 1, 5000);

        assertThat(quorum()).isZero();
    }

    @Test
    void shouldNotCountSilentFollower()
    {
        members[0].candidateTermId(TERM).isLeader(true);
        report(0, TERM, 900);
        report(1, TERM, 500);
        members[1].timeOfLastAppendPositionNs(NOW_NS - TIMEOUT_NS);

        assertThat(quorum()).isZero();
    }

    @Test
    void shouldCountLogsOfItsOwnLastTermAndTheNewOneWhileElectedMemberWaitsForMajority()
    {
        members[0].candidateTermId(TERM);
        report(0, TERM - 1, 900);
        report(1, TERM - 1, 700);
        report(2, TERM, 100);

        assertThat(quorum()).isEqualTo(700);
    }

    @Test
    void shouldNotCountVoterWithLongerLogOfEarlierTermWhileElectedMemberWaitsForMajority()
    {
        members[0].candidateTermId(TERM);
        report(0, TERM - 1, 900);
        report(1, TERM - 2, 5000);

        assertThat(quorum()).isZero();
    }

    @Test
    void shouldNotGoBackWhileOthersHaveNotReportedTheNewTermYet()
    {
        members[0].candidateTermId(TERM);
        report(0, TERM, 900);
        report(1, TERM - 1, 900);

        assertThat(quorum()).isEqualTo(900);
    }

    private long quorum()
    {
        return TermQuorum.quorumPosition(members, new long[2], NOW_NS, TIMEOUT_NS);
    }

    private void report(final int member, final long term, final long position)
    {
        members[member].leadershipTermId(term).logPosition(position).timeOfLastAppendPositionNs(NOW_NS);
    }
}
