package io.standfast.replication.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Members that took a snapshot at the same position of the log hold the same state, or one of them has diverged. A pure
 * function.
 */
public final class DigestCheck
{
    /**
     * What was found.
     */
    public enum Finding
    {
        /** Nobody contradicts. */
        AGREED,
        /** A majority has another digest: this member is wrong. */
        OUTVOTED,
        /** Members contradict one another, and no digest has a majority. */
        SPLIT
    }

    private DigestCheck()
    {
    }

    /**
     * Compare.
     *
     * @param own     digest of this member's last snapshot.
     * @param others  what the other members said.
     * @param members number of members.
     * @return finding.
     */
    public static Finding check(final PeerStatus.Digest own, final List<PeerStatus> others, final int members)
    {
        if (own.position() == PeerStatus.NO_POSITION)
        {
            return Finding.AGREED;
        }
        final Map<Long, Integer> votes = votes(own, others);
        if (votes.size() == 1)
        {
            return Finding.AGREED;
        }
        final int majority = members / 2 + 1;
        if (votes.get(own.value()) >= majority)
        {
            return Finding.AGREED;
        }
        return votes.values().stream().anyMatch(count -> count >= majority) ? Finding.OUTVOTED : Finding.SPLIT;
    }

    /**
     * Whether it is known that most members hold the same state as this one.
     *
     * @param own     digest of this member's last snapshot.
     * @param others  what the other members said.
     * @param members number of members.
     * @return true when a majority took a snapshot at the same position and has the same digest.
     */
    public static boolean isAgreedByMajority(final PeerStatus.Digest own, final List<PeerStatus> others,
        final int members)
    {
        return own.position() != PeerStatus.NO_POSITION && votes(own, others).get(own.value()) >= members / 2 + 1;
    }

    private static Map<Long, Integer> votes(final PeerStatus.Digest own, final List<PeerStatus> others)
    {
        final Map<Long, Integer> votes = new HashMap<>();
        votes.put(own.value(), 1);
        for (final PeerStatus other : others)
        {
            if (other.digest().position() == own.position())
            {
                votes.merge(other.digest().value(), 1, Integer::sum);
            }
        }
        return votes;
    }
}
