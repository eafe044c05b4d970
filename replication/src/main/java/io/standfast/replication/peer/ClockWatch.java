package io.standfast.replication.peer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Concludes whose clock is too far from this node's, and when that is to be said. Owned by the peer thread.
 */
public final class ClockWatch
{
    /**
     * So long a clock has to be off. A node that stands still for a moment reads old messages afterwards, and takes who
     * sent them for being behind.
     */
    static final long PERSIST_NS = TimeUnit.SECONDS.toNanos(2);
    /** An operator who came later is told, too. */
    static final long REPEAT_NS = TimeUnit.MINUTES.toNanos(10);

    private final Map<Integer, Long> sinceNs = new TreeMap<>();
    private final Map<Integer, Long> saidAheadMs = new TreeMap<>();
    private List<String> skewed = List.of();
    private long saidNs;

    /**
     * Look at the clocks.
     *
     * @param clocks that were heard.
     * @param others that are there.
     * @param nowNs  of any clock that does not step.
     * @return whether something has changed, or is to be said again.
     */
    public boolean look(final MemberClocks clocks, final List<PeerStatus> others, final long nowNs)
    {
        final List<PeerStatus> off = others.stream().filter(other -> isOff(other.memberId(), clocks, nowNs)).toList();
        final Map<Integer, Long> aheadMs = new TreeMap<>();
        off.forEach(other -> aheadMs.put(other.memberId(), clocks.aheadMs(other.memberId())));
        sinceNs.keySet().retainAll(others.stream().map(PeerStatus::memberId).toList());
        skewed = off.stream().map(other -> other.name() + text(clocks.aheadMs(other.memberId()))).toList();
        final boolean isChanged = !saidAheadMs.keySet().equals(aheadMs.keySet()) || aheadMs.keySet().stream()
            .anyMatch(id -> Math.abs(aheadMs.get(id) - saidAheadMs.get(id)) > MemberClocks.SKEW_MAX_MS);
        if (!isChanged && (aheadMs.isEmpty() || nowNs - saidNs < REPEAT_NS))
        {
            return false;
        }
        saidNs = nowNs;
        saidAheadMs.clear();
        saidAheadMs.putAll(aheadMs);
        return true;
    }

    /**
     * Members whose clocks are too far from this node's, with how far.
     *
     * @return texts for people, none when all is well.
     */
    public List<String> skewed()
    {
        return skewed;
    }

    /** Half the distance is wanted before it is well again: one at the limit would be reported without end. */
    private boolean isOff(final int memberId, final MemberClocks clocks, final long nowNs)
    {
        final long limitMs = saidAheadMs.containsKey(memberId) ? MemberClocks.SKEW_MAX_MS / 2
            : MemberClocks.SKEW_MAX_MS;
        if (Math.abs(clocks.aheadMs(memberId)) <= limitMs)
        {
            sinceNs.remove(memberId);
            return false;
        }
        sinceNs.putIfAbsent(memberId, nowNs);
        return nowNs - sinceNs.get(memberId) >= PERSIST_NS;
    }

    private static String text(final long aheadMs)
    {
        final long seconds = Math.round(Math.abs(aheadMs) / 1000.0);
        return " is " + seconds + " s " + (aheadMs > 0 ? "ahead" : "behind");
    }
}
