package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.standfast.replication.identity.IdentityState;

/**
 * One clock that is wrong does not decide.
 */
class MemberClocksTest
{
    private static final long HOUR = 3_600_000;
    private static final long NOW = 1_000 * HOUR;
    private final MemberClocks clocks = new MemberClocks();

    private static PeerStatus member(final int id)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(7, IdentityState.READY, 1, true, false),
            new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false), new PeerStatus.Log(0, 1, 1), new PeerStatus.Digest(
                PeerStatus.NO_POSITION, 0),
            new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE, "", List.of(), List.of());
    }

    @Test
    void shouldFollowTheTwoWhenTheOwnOneIsWrong()
    {
        clocks.put(1, NOW + HOUR, NOW);
        clocks.put(2, NOW + HOUR - 5, NOW);

        assertThat(clocks.agreedAheadMs(List.of(member(1), member(2)))).isEqualTo(HOUR - 5);
    }

    @Test
    void shouldIgnoreTheOneThatIsWrong()
    {
        clocks.put(1, NOW + HOUR, NOW);
        clocks.put(2, NOW + 3, NOW);

        assertThat(clocks.agreedAheadMs(List.of(member(1), member(2)))).isEqualTo(3);
    }

    @Test
    void shouldTakeTheOneBehindOfTwo()
    {
        clocks.put(1, NOW + HOUR, NOW);
        assertThat(clocks.agreedAheadMs(List.of(member(1)))).isZero();

        clocks.put(1, NOW - HOUR, NOW);
        assertThat(clocks.agreedAheadMs(List.of(member(1)))).isEqualTo(-HOUR);
    }

    @Test
    void shouldTakeItsOwnWhenAlone()
    {
        clocks.put(1, NOW + HOUR, NOW);

        assertThat(clocks.agreedAheadMs(List.of())).isZero();
    }
}
