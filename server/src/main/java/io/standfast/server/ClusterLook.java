package io.standfast.server;

import java.util.ArrayList;
import java.util.List;

import io.standfast.replication.Member;
import io.standfast.replication.Node;
import io.standfast.replication.peer.Agreement;
import io.standfast.replication.peer.DigestCheck;
import io.standfast.replication.peer.MemberLists;
import io.standfast.replication.peer.PeerBoard;
import io.standfast.replication.peer.PeerStatus;
import io.standfast.server.config.Settings;
import io.standfast.server.http.ClusterReport;

/**
 * Puts together what a node knows of its cluster, and whether it may be stopped now. Stateless.
 */
final class ClusterLook
{
    /** Log that a member may be behind and still count as complete: it has it in less than a second. */
    private static final long LAG_MAX = 1024 * 1024;

    private ClusterLook()
    {
    }

    static ClusterReport report(final Settings.Cluster cluster, final PeerStatus self, final List<PeerStatus> others,
        final List<String> skewedClocks)
    {
        final List<ClusterReport.Row> rows = new ArrayList<>();
        final List<PeerStatus> all = new ArrayList<>(others);
        all.add(self);
        for (int i = 0; i < cluster.members().size(); i++)
        {
            rows.add(row(cluster.members().get(i), i, self, all));
        }
        final int majority = cluster.members().size() / 2 + 1;
        final PeerStatus leader = PeerBoard.leader(all);
        final long complete = leader == null ? 0 : others.stream().filter(other -> isComplete(other, leader)).count();
        final String reason = leader == null ? "nobody leads"
            : complete + " of the other " + (cluster.members().size() - 1) + " nodes are complete, " + majority +
                " are needed to go on without this one";
        return new ClusterReport(rows, notes(self, others, cluster.members().size(), skewedClocks),
            leader != null && complete >= majority, reason);
    }

    /** Monitoring address of the node that leads, null when it is not known. */
    static String leaderUrl(final Node node, final List<Member> members)
    {
        return leaderUrl(node == null || node.board() == null ? null : node.board().leader(), members);
    }

    static String leaderUrl(final PeerStatus leader, final List<Member> members)
    {
        return leader == null || !leader.term().isServing() || leader.ports().monitor() == 0 ? null
            : (leader.ports().isMonitorSecure() ? "https://" : "http://") + members.get(leader.memberId()).host() +
                ":" + leader.ports().monitor();
    }

    private static List<String> notes(final PeerStatus self, final List<PeerStatus> others, final int members,
        final List<String> skewedClocks)
    {
        final List<String> notes = new ArrayList<>();
        if (!skewedClocks.isEmpty())
        {
            notes
                .add("clocks differ: " + String.join(", ", skewedClocks) + " of this node's; set the machines' clocks");
        }
        final List<String> otherwise = Agreement.setOtherwise(self, others);
        if (!otherwise.isEmpty())
        {
            notes.add("started with other limits than this node: " + String.join(", ", otherwise) +
                "; the limits in force stay until all nodes have the same");
        }
        final String lists = MemberLists.otherwise(self, others);
        if (!lists.isEmpty())
        {
            notes.add(lists);
        }
        if (DigestCheck.check(self.digest(), others, members) == DigestCheck.Finding.SPLIT)
        {
            notes.add("nodes hold different states at log position " + self.digest().position() +
                " and none has a majority: publishes are refused; keep the data of all, and report it");
        }
        final int level = self.build().appliedLevel();
        final List<String> held = others.stream().filter(other -> other.build().supportedLevel() == level).map(
            PeerStatus::name).toList();
        if (level > 0 && level < self.build().supportedLevel() && !held.isEmpty())
        {
            notes.add("feature level " + level + ", this node follows " + self.build().supportedLevel() +
                "; no higher than " + level + " go: " + String.join(", ", held));
        }
        return notes;
    }

    private static boolean isComplete(final PeerStatus status, final PeerStatus leader)
    {
        // With little traffic one that hears nobody is no further behind than one that follows.
        return status.identity().isRunning() && !status.term().isElecting() && status.identity()
            .incarnation() == leader.identity().incarnation() &&
            status.log().commit() >= leader.log().commit() - LAG_MAX;
    }

    private static ClusterReport.Row row(final Settings.Node member, final int memberId, final PeerStatus self,
        final List<PeerStatus> all)
    {
        for (final PeerStatus status : all)
        {
            if (status.memberId() == memberId)
            {
                return new ClusterReport.Row(member.name(), status == self, role(status), status.identity().state()
                    .toString(),
                    Long
                        .toHexString(status.identity().incarnation()),
                    status.term().leadershipTermId(), status.log()
                        .commit(),
                    status.log().end(), status.build().appliedLevel(), status.phase(), monitor(member, status));
            }
        }
        return new ClusterReport.Row(member.name(), false, "Silent", "-", "-", -1, -1, -1, 0, "not heard for a moment",
            "");
    }

    private static String monitor(final Settings.Node member, final PeerStatus status)
    {
        return status.ports().monitor() == 0 ? "" : member.host() + ":" + status.ports().monitor();
    }

    private static String role(final PeerStatus status)
    {
        if (!status.identity().isRunning())
        {
            return "Starting";
        }
        return status.term().leaderId() == status.memberId() ? "Leader" : "Follower";
    }
}
