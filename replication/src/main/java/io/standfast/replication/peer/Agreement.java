package io.standfast.replication.peer;

import java.util.Collection;
import java.util.List;

/**
 * What members that were upgraded, or set, one by one have in common. A function.
 */
public final class Agreement
{
    private Agreement()
    {
    }

    /**
     * Members that are set to something else than this one.
     *
     * @param own    of this member.
     * @param others that are there.
     * @return their names, none when all are set to the same.
     */
    public static List<String> setOtherwise(final PeerStatus own, final Collection<PeerStatus> others)
    {
        return others.stream().filter(other -> other.build().configurationHash() != own.build().configurationHash())
            .map(PeerStatus::name).toList();
    }

    /**
     * Feature level to which the state may be raised.
     *
     * @param own         of this member.
     * @param others      that are there.
     * @param clusterSize members in all.
     * @return highest level that all members follow; 0 while one of them is not there: it may be older.
     */
    public static int level(final PeerStatus own, final Collection<PeerStatus> others, final int clusterSize)
    {
        return others.size() + 1 < clusterSize ? 0 : others.stream().mapToInt(other -> other.build().supportedLevel())
            .reduce(own.build().supportedLevel(), Math::min);
    }

    /**
     * Feature level that the state of a cluster has reached.
     *
     * @param incarnation of the cluster.
     * @param members     that are there.
     * @return level, 0 when nobody knows.
     */
    public static int reached(final long incarnation, final Collection<PeerStatus> members)
    {
        return members.stream().filter(member -> member.identity().incarnation() == incarnation).mapToInt(
            member -> member.build().appliedLevel()).max().orElse(0);
    }
}
