package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.DigestCheck.Finding;

/**
 * Who has diverged.
 */
class DigestCheckTest
{
    private static Finding check(final PeerStatus.Digest own, final PeerStatus.Digest... others)
    {
        final List<PeerStatus> statuses = Stream.of(others)
            .map(digest -> new PeerStatus("c", 1, "b", new PeerStatus.Self(
                7, IdentityState.READY, 1, true, false), new PeerStatus.Term(-1, 1, false), new PeerStatus.Log(0, 1, 1),
                digest, new PeerStatus.Build(0, 1, 1, 0), PeerStatus.Ports.NONE,
                "", List.of(), List.of()))
            .toList();
        return DigestCheck.check(own, statuses, 3);
    }

    private static PeerStatus.Digest digest(final long position, final long value)
    {
        return new PeerStatus.Digest(position, value);
    }

    @Test
    void shouldCompareSnapshotsOfTheSamePositionOnly()
    {
        assertThat(check(digest(10, 1), digest(10, 1), digest(10, 1))).isEqualTo(Finding.AGREED);
        assertThat(check(digest(10, 1), digest(20, 2), digest(30, 3))).isEqualTo(Finding.AGREED);
        assertThat(check(digest(-1, 0), digest(-1, 5), digest(-1, 5))).isEqualTo(Finding.AGREED);
    }

    @Test
    void shouldFindTheMinorityWrong()
    {
        assertThat(check(digest(10, 1), digest(10, 2), digest(10, 2))).isEqualTo(Finding.OUTVOTED);
        assertThat(check(digest(10, 1), digest(10, 1), digest(10, 2))).isEqualTo(Finding.AGREED);
    }

    @Test
    void shouldSayThatNobodyKnowsWhenThereIsNoMajority()
    {
        assertThat(check(digest(10, 1), digest(10, 2))).isEqualTo(Finding.SPLIT);
        assertThat(check(digest(10, 1), digest(10, 2), digest(10, 3))).isEqualTo(Finding.SPLIT);
    }
}
