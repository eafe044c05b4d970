package io.standfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.replication.Member;
import io.standfast.replication.identity.IdentityState;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.server.config.Settings;
import io.standfast.server.http.ClusterReport;
import java.util.List;
import java.util.stream.IntStream;
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

    /** As a follower is that is heard and hears nobody: with little traffic it is hardly behind. */
    @Test
    void shouldNotCountWhoFollowsNobodyWhenAskedWhetherToStop()
    {
        final Settings.Cluster three = new Settings.Cluster("n0", IntStream.range(0, 3).mapToObj(
            i -> new Settings.Node("n" + i, "h", 4300 + 10 * i)).toList(), false, 4, 0, 0);

        assertThat(ClusterLook.report(three, running(0, false), List.of(running(1, false), running(2, false)), List
            .of()).isStoppable()).isTrue();
        assertThat(ClusterLook.report(three, running(0, false), List.of(running(1, false), running(2, true)), List
            .of()).isStoppable()).isFalse();
    }

    private static PeerStatus running(final int id, final boolean isElecting)
    {
        return new PeerStatus("c", id, "n" + id, new PeerStatus.Self(7, IdentityState.READY, 1, true, false),
            new PeerStatus.Term(id == 0 ? 0 : PeerStatus.NO_MEMBER, 1, id == 0, isElecting), new PeerStatus.Log(0, 90,
                90),
            new PeerStatus.Digest(PeerStatus.NO_POSITION, 0), new PeerStatus.Build(5, 4, 4, 0), PeerStatus.Ports.NONE,
            "running", List.of(), List.of());
    }

    private static PeerStatus withDigest(final int id, final long digest)
    {
        return new PeerStatus("c", id, "n" + id, new PeerStatus.Self(7, IdentityState.READY, 1, true, false),
            new PeerStatus.Term(0, 1, true), new PeerStatus.Log(0, 90, 90), new PeerStatus.Digest(64, digest),
            new PeerStatus.Build(5, 4, 4, 0), PeerStatus.Ports.NONE, "running", List.of(), List.of());
    }

    /** Counted over all nodes, not over those that answer: so are publishes refused. */
    @Test
    void shouldNoteThatStatesDifferAndNoneHasAMajority()
    {
        final Settings.Cluster five = new Settings.Cluster("n0", IntStream.range(0, 5).mapToObj(
            i -> new Settings.Node("n" + i, "h", 4300 + 10 * i)).toList(), false, 4, 0, 0);
        final String note = "nodes hold different states at log position 64 and none has a majority: publishes are " +
            "refused; keep the data of all, and report it";

        assertThat(ClusterLook.report(five, withDigest(0, 1), List.of(withDigest(1, 1), withDigest(2, 2)), List.of())
            .notes()).containsExactly(note);
        assertThat(ClusterLook.report(five, withDigest(0, 1), List.of(withDigest(1, 1), withDigest(2, 2), withDigest(3,
            1)), List.of()).notes()).as("three of five are the same").isEmpty();
    }

    @Test
    void shouldShowTermCommitAndIncarnationOfEachNode()
    {
        final Settings.Cluster two = new Settings.Cluster("a", List.of(new Settings.Node("a", "10.0.0.1", 7100),
            new Settings.Node("b", "10.0.0.2", 7100)), false, 4, 0, 0);
        final PeerStatus self = new PeerStatus("c", 0, "a", new PeerStatus.Self(0x5afe, IdentityState.READY, 1, true,
            false), new PeerStatus.Term(0, 3, true), new PeerStatus.Log(32, 704, 640),
            new PeerStatus.Digest(
                PeerStatus.NO_POSITION, 0),
            new PeerStatus.Build(5, 4, 2, 0), new PeerStatus.Ports(4222, 8222, false), "running", List.of(), List
                .of());

        assertThat(ClusterLook.report(two, self, List.of(), List.of()).members()).containsExactly(
            new ClusterReport.Row("a", true, "Leader", "READY", "5afe", 3, 640, 704, 2, "running", "10.0.0.1:8222"),
            new ClusterReport.Row("b", false, "Silent", "-", "-", -1, -1, -1, 0, "not heard for a moment", ""));
    }
}
