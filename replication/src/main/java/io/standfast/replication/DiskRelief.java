package io.standfast.replication;

import java.util.concurrent.TimeUnit;

/**
 * Decides when a snapshot is worth taking because the disk is low: what a purge, a limit or expiry has emptied is
 * deleted only when the two newest durable snapshots do not list it, and while publishes are refused the log does not
 * grow to the next one. Owned by the file thread.
 */
final class DiskRelief
{
    /**
     * Snapshots that follow when segments have died: two that do not list them, the roll of a third lets go of them,
     * and one more for a member that was slow to make one of those durable.
     */
    static final int SNAPSHOTS = 4;
    /** Between two snapshots, so that all members have made the one before durable. */
    static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    /** When segments that are dead are still there after all those. */
    static final long AGAIN_AFTER_NS = TimeUnit.MINUTES.toNanos(1);

    private int remaining;
    private int seenDead;
    private boolean hasAsked;
    private long askedNs;

    /**
     * Look at the disk.
     *
     * @param isLow    whether a member's disk is below the reserve, and this one's has room for a snapshot.
     * @param dead     segments in which nothing lives.
     * @param isIdle   whether no snapshot is being taken or made durable.
     * @param nowNs    time.
     * @return whether a snapshot is to be asked for now.
     */
    boolean isSnapshotWanted(final boolean isLow, final int dead, final boolean isIdle, final long nowNs)
    {
        if (!isLow)
        {
            remaining = 0;
            seenDead = 0;
            return false;
        }
        if (dead > seenDead || remaining == 0 && dead > 0 && hasPassed(AGAIN_AFTER_NS, nowNs))
        {
            remaining = SNAPSHOTS;
        }
        seenDead = dead;
        // One that never became durable, because a leader was lost over it, holds up the next for a while only.
        return remaining > 0 && (isIdle ? hasPassed(INTERVAL_NS, nowNs) : hasAsked && hasPassed(AGAIN_AFTER_NS, nowNs));
    }

    /**
     * A snapshot has been asked for.
     *
     * @param nowNs time.
     */
    void onAsked(final long nowNs)
    {
        remaining = Math.max(0, remaining - 1);
        hasAsked = true;
        askedNs = nowNs;
    }

    private boolean hasPassed(final long intervalNs, final long nowNs)
    {
        return !hasAsked || nowNs - askedNs >= intervalNs;
    }
}
