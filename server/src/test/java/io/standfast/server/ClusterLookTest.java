package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.Member;
import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a node tells of its cluster.
 */
class ClusterLookTest
{
    private static final List<Member> MEMBERS = List.of(new Member(0, "a", "10.0.0.1", 7100), new Member(1, "b",
        "10.0.0.2", 7100));

    private static PeerStatus leader(final boolean isServing, final PeerStatus.Ports ports)
    {
        return new PeerStatus("c", 1, "b", new PeerStatus.Self(7, IdentityState.READY, 1, true, false),
            new PeerStatus.Term(1, 1, isServing), new PeerStatus.Log(0, 1, 1), new PeerStatus.Digest(
                PeerStatus.NO_POSITION, 0),
            new PeerStatus.Build(5, 4, 4, 0), ports, "", List.of(), List.of());
    }

    @Test
    void shouldNameTheLeadersPagesWithTheirOwnScheme()
    {
        assertThat(ClusterLook.leaderUrl(leader(true, new PeerStatus.Ports(4222, 8222, false)), MEMBERS)).isEqualTo(
            "http://10.0.0.2:8222");
        assertThat(ClusterLook.leaderUrl(leader(true, new PeerStatus.Ports(4222, 8222, true)), MEMBERS)).isEqualTo(
            "https://10.0.0.2:8222");
    }

    @Test
    void shouldNameNobodyWhenNoPagesAreKnown()
    {
        assertThat(ClusterLook.leaderUrl((PeerStatus) null, MEMBERS)).isNull();
        assertThat(ClusterLook.leaderUrl(leader(true, PeerStatus.Ports.NONE), MEMBERS)).isNull();
        assertThat(ClusterLook.leaderUrl(leader(false, new PeerStatus.Ports(4222, 8222, false)), MEMBERS)).isNull();
    }
}
