package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.standfast.replication.identity.IdentityState;

/**
 * Whom a member asks for data.
 */
class PeerBoardTest
{
    private static final long OURS = 7;
    private long nowNs;
    private final PeerBoard board = new PeerBoard(4, () -> nowNs);

    private void heard(final int id, final long incarnation, final IdentityState state)
    {
        heard(id, incarnation, state, 1);
    }

    private void heard(final int id, final long incarnation, final IdentityState state, final long end)
    {
        heard(id, incarnation, state, end, end);
    }

    private void heard(final int id, final long incarnation, final IdentityState state, final long commit,
        final long end)
    {
        board.put(new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(incarnation, state, 1, true, false),
            new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false), new PeerStatus.Log(0, end, commit),
            new PeerStatus.Digest(
                PeerStatus.NO_POSITION, 0),
            new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE, "", List.of(), List.of()));
    }

    @Test
    void shouldAskOneAfterTheOtherAndTheLeaderLast()
    {
        heard(0, OURS, IdentityState.READY);
        heard(1, OURS, IdentityState.READY);
        heard(2, OURS, IdentityState.READY);

        assertThat(List.of(board.holder(OURS, 0, 0), board.holder(OURS, 0, 1), board.holder(OURS, 0, 2), board.holder(
            OURS, 0, 3))).containsExactly(1, 2, 0, 1);
    }

    /** What is damaged on one disk may be whole on another, and not where everything else is. */
    @Test
    void shouldAskMembersWithDamagedDataLastOfAll()
    {
        heard(1, OURS, IdentityState.DAMAGED);
        assertThat(board.holder(OURS, 0, 0)).isEqualTo(1);

        heard(0, OURS, IdentityState.READY);
        heard(2, OURS, IdentityState.READY);
        assertThat(List.of(board.holder(OURS, 0, 0), board.holder(OURS, 0, 1), board.holder(OURS, 0, 2)))
            .containsExactly(2, 0, 1);
    }

    @Test
    void shouldTellOfTwinsAsLongAsTheMemberIsThere()
    {
        heard(1, OURS, IdentityState.READY);
        assertThat(board.twins()).isNull();

        board.twin(1, "two of them");
        assertThat(board.twins()).isEqualTo("two of them");
        nowNs += PeerBoard.SILENCE_NS;
        assertThat(board.twins()).as("silent").isNull();

        heard(1, OURS, IdentityState.READY);
        board.twin(1, null);
        assertThat(board.twins()).isNull();
    }

    /** The log that is copied, and what comes to it meanwhile, is not purged under the copy. */
    @Test
    void shouldKeepTheLogWhileAMemberIsSeeded()
    {
        assertThat(board.purgeFloor()).as("nobody is there").isEqualTo(Long.MAX_VALUE);
        heard(0, OURS, IdentityState.READY, 900);
        heard(1, OURS, IdentityState.READY, 800);
        assertThat(board.purgeFloor()).isEqualTo(800);

        heard(2, OURS, IdentityState.SEEDING, PeerStatus.NO_POSITION);
        assertThat(board.purgeFloor()).isNegative();

        heard(2, OURS, IdentityState.READY, 850);
        assertThat(board.purgeFloor()).isEqualTo(800);
        nowNs = PeerBoard.SILENCE_NS;
        heard(0, OURS, IdentityState.READY, 950);
        assertThat(board.purgeFloor()).as("who is gone is not waited for").isEqualTo(950);
    }

    @Test
    void shouldKeepTheLogBehindWhatIsCommittedOnAMemberWithALongerTail()
    {
        heard(0, OURS, IdentityState.READY, 900);
        heard(1, OURS, IdentityState.READY, 850, 950);

        assertThat(board.purgeFloor()).isEqualTo(850);
    }

    @Test
    void shouldAskNobodyWithoutThisClustersData()
    {
        heard(1, OURS + 1, IdentityState.READY);
        heard(2, OURS, IdentityState.SEEDING);
        assertThat(board.holder(OURS, 0, 0)).isEqualTo(PeerStatus.NO_MEMBER);

        heard(3, OURS, IdentityState.READY);
        nowNs = TimeUnit.MINUTES.toNanos(1);
        assertThat(board.holder(OURS, 0, 0)).as("not heard for a minute").isEqualTo(PeerStatus.NO_MEMBER);
    }
}
