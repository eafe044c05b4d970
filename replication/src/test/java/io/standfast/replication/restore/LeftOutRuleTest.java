package io.standfast.replication.restore;

import static io.standfast.replication.peer.PeerStatus.NO_POSITION;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.standfast.replication.Member;
import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.replication.restore.LeftOutRule.Action;
import io.standfast.replication.restore.LeftOutRule.Decision;

/**
 * An order to leave out an entry holds when a majority has it, and members with different lists never work together.
 */
class LeftOutRuleTest
{
    private static final long P = 4_096;

    private static PeerStatus member(final int id, final Long... leftOut)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(7, IdentityState.READY, 1, false, false),
            new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false), new PeerStatus.Log(0, 10_000, NO_POSITION),
            new PeerStatus.Digest(NO_POSITION, 0), new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE, "",
            List.of(),
            List.of(leftOut));
    }

    private static Decision decide(final long snapshotPosition, final PeerStatus self, final PeerStatus... others)
    {
        return LeftOutRule.decide(self, List.of(others), 3, snapshotPosition);
    }

    @Test
    void shouldAgreeWhenAMajorityHasTheSameList()
    {
        assertThat(decide(-1, member(0), member(1)).action()).isEqualTo(Action.AGREED);
        assertThat(decide(9_000, member(0, P), member(1, P)).action()).isEqualTo(Action.AGREED);
        assertThat(decide(-1, member(0, P), member(1, P), member(2)).action()).isEqualTo(Action.AGREED);
    }

    @Test
    void shouldWaitWhenNoListHasAMajority()
    {
        assertThat(decide(-1, member(0, P))).isEqualTo(new Decision(Action.WAIT, List.of(P)));
        assertThat(decide(-1, member(0, P), member(1)).action()).isEqualTo(Action.WAIT);
        assertThat(decide(-1, member(1), member(0, P)).action()).isEqualTo(Action.WAIT);
    }

    @Test
    void shouldTakeOverTheMajoritysListWhenItsOwnIsAnother()
    {
        assertThat(decide(-1, member(0), member(1, P), member(2, P))).isEqualTo(new Decision(Action.ADOPT, List.of(P)));
        assertThat(decide(-1, member(0, P), member(1), member(2))).as("they have applied it").isEqualTo(new Decision(
            Action.ADOPT, List.of()));
    }

    @Test
    void shouldCopyTheOthersWhenItsSnapshotIsBehindTheDifference()
    {
        assertThat(decide(P, member(0), member(1, P), member(2, P)).action()).isEqualTo(Action.COPY);
        assertThat(decide(P, member(0, P), member(1), member(2)).action()).isEqualTo(Action.COPY);
        assertThat(decide(P, member(0, P), member(1, P, 9_000L), member(2, P, 9_000L)).action()).isEqualTo(
            Action.ADOPT);
    }

    @Test
    void shouldKeepMembersWithDifferentListsApart()
    {
        assertThat(Member.consensusStreamId(7, List.of(P))).isNotEqualTo(Member.consensusStreamId(7, List.of()));
        assertThat(Member.consensusStreamId(7, List.of(P))).isEqualTo(Member.consensusStreamId(7, List.of(P)));
    }
}
