package io.standfast.replication.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the members' wall clocks are from this one's. Put by the peer thread, read by any.
 */
public final class MemberClocks
{
    /**
     * Clocks that differ by more are not kept by one time service: it keeps machines within milliseconds, and what the
     * peers' messages take is far less.
     */
    public static final long SKEW_MAX_MS = 2_000;

    // Replaced as a whole by the peer thread.
    private volatile Map<Integer, Long> aheadMs = Map.of();

    /**
     * A member has said what its clock shows.
     *
     * @param memberId    of the member.
     * @param wallClockMs that it said.
     * @param ownMs       of this node now.
     */
    void put(final int memberId, final long wallClockMs, final long ownMs)
    {
        final Map<Integer, Long> next = new TreeMap<>(aheadMs);
        next.put(memberId, wallClockMs - ownMs);
        aheadMs = next;
    }

    /**
     * How far a member's clock is ahead of this one's.
     *
     * @param memberId of the member.
     * @return ms, negative when it is behind; 0 when it was never heard.
     */
    public long aheadMs(final int memberId)
    {
        return aheadMs.getOrDefault(memberId, 0L);
    }

    /**
     * What the clocks of this node and of those that are there agree on: the middle one, of two the one that is behind.
     *
     * @param others that are there.
     * @return ms to be added to this node's clock.
     */
    public long agreedAheadMs(final List<PeerStatus> others)
    {
        final List<Long> all = new ArrayList<>(List.of(0L));
        others.forEach(other -> all.add(aheadMs(other.memberId())));
        all.sort(null);
        return all.get((all.size() - 1) / 2);
    }
}
