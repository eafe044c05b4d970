package io.standfast.replication.restore;

import java.nio.file.Path;
import java.util.List;

import io.aeron.archive.client.AeronArchive;
import io.standfast.replication.Member;

/**
 * Where a {@link SeedSession} copies from and to.
 *
 * @param aeronDirectory    of the node's media driver.
 * @param cluster           directory of the consensus module.
 * @param archiveContext    of the node's own archive.
 * @param members           all, in the order of their ids.
 * @param memberId          of this node.
 * @param incarnation       of the cluster.
 * @param leftOut           entries of the log that the leader leaves out.
 */
public record SeedContext(String aeronDirectory, Path cluster, AeronArchive.Context archiveContext,
    List<Member> members, int memberId, long incarnation, List<Long> leftOut)
{
}
