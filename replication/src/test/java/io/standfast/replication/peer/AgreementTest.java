package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.standfast.replication.identity.IdentityState;

/**
 * What members have in common.
 */
class AgreementTest
{
    private static final int SIZE = 3;
    private static final long OURS = 7;

    private static PeerStatus member(final int id, final long incarnation, final PeerStatus.Build build)
    {
        return new PeerStatus("c", id, "node-" + id, new PeerStatus.Self(incarnation, IdentityState.READY, 1, true,
            false), new PeerStatus.Term(PeerStatus.NO_MEMBER, 1, false), new PeerStatus.Log(0, 1, 1),
            new PeerStatus.Digest(PeerStatus.NO_POSITION, 0), build, PeerStatus.Ports.NONE, "", List.of(), List.of());
    }

    private static PeerStatus set(final int id, final long hash)
    {
        return member(id, OURS, new PeerStatus.Build(hash, 2, 1, 0));
    }

    private static PeerStatus follows(final int id, final int supported)
    {
        return member(id, OURS, new PeerStatus.Build(5, supported, 1, 0));
    }

    private static PeerStatus reached(final long incarnation, final int applied)
    {
        return member(1, incarnation, new PeerStatus.Build(5, 2, applied, 0));
    }

    @Test
    void shouldNameWhoIsSetOtherwise()
    {
        assertThat(Agreement.setOtherwise(set(0, 5), List.of(set(1, 5), set(2, 6)))).containsExactly("node-2");
        assertThat(Agreement.setOtherwise(set(0, 5), List.of(set(1, 5)))).isEmpty();
    }

    @Test
    void shouldRaiseToWhatAllFollow()
    {
        assertThat(Agreement.level(follows(0, 3), List.of(follows(1, 2), follows(2, 3)), SIZE)).isEqualTo(2);
        assertThat(Agreement.level(follows(0, 1), List.of(follows(1, 2), follows(2, 3)), SIZE)).isEqualTo(1);
    }

    @Test
    void shouldNotRaiseWhileOneIsMissing()
    {
        assertThat(Agreement.level(follows(0, 2), List.of(follows(1, 2)), SIZE)).isZero();
    }

    @Test
    void shouldKnowWhatTheStateHasReached()
    {
        assertThat(Agreement.reached(OURS, List.of(reached(OURS, 1), reached(OURS, 2), reached(8, 3)))).isEqualTo(2);
        assertThat(Agreement.reached(OURS, List.of(reached(8, 3)))).isZero();
    }
}
