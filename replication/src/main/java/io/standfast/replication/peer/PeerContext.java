package io.standfast.replication.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.standfast.replication.Member;

/**
 * Settings and collaborators of a {@link PeerAgent}.
 *
 * @param aeronDirectory of the node's media driver.
 * @param clusterId      name of the cluster.
 * @param members        all, in the order of their ids.
 * @param memberId       of this node.
 * @param store          directory whose segments are served.
 * @param copyRate       bytes of segments that are sent in a second at most, 0 for any.
 * @param cluster        directory of the consensus module.
 * @param memory         of the other members.
 * @param self           says what this node is; called by the peer thread.
 * @param watch          looks at what was heard, a few times a second; called by the peer thread.
 */
public record PeerContext(String aeronDirectory, String clusterId, List<Member> members, int memberId, Path store,
    long copyRate, Path cluster, PeerMemory memory, Supplier<PeerStatus> self,
    BiConsumer<PeerBoard, MemberClocks> watch)
{
    Member own()
    {
        return members.get(memberId);
    }
}
