package io.standfast.replication;

import java.util.concurrent.TimeUnit;

import io.standfast.engine.store.StoreRoom;

/**
 * Decides when a snapshot is worth taking because the disk is low: what a purge, a limit or expiry has emptied is
 * deleted only when the two newest durable snapshots do not list it, and while publishes are refused the log does not
 * grow to the next one. At a snapshot the engine begins to empty segments that hold little, too: that is why members
 * make room at the same places of the log, and only while all of them have room for it. Owned by the file thread.
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
    /** Between two that begin a search although no segment has died: messages that expire must not make it endless. */
    static final long SEARCH_AFTER_NS = TimeUnit.SECONDS.toNanos(5);
    /** When segments that are dead are still there after all those. */
    static final long AGAIN_AFTER_NS = TimeUnit.MINUTES.toNanos(1);

    private int remaining;
    private int seenDead;
    private long seenMessages = Long.MAX_VALUE;
    private long searchedMessages = Long.MAX_VALUE;
    private boolean hasAsked;
    private long askedNs;

    /**
     * What there is to know.
     *
     * @param isLow        whether a member's disk is below the reserve, and all have room for a snapshot.
     * @param store        what could be made of it.
     * @param isRoomWanted whether the engine knows that a disk is low.
     * @param isMakingRoom whether it searches for segments to empty, or empties one.
     * @param isIdle       whether no snapshot is being taken or made durable.
     */
    record Look(boolean isLow, StoreRoom store, boolean isRoomWanted, boolean isMakingRoom, boolean isIdle)
    {
    }

    /**
     * Look at the disk.
     *
     * @param look  at it.
     * @param nowNs time.
     * @return whether a snapshot is to be asked for now.
     */
    boolean isSnapshotWanted(final Look look, final long nowNs)
    {
        if (!look.isLow())
        {
            remaining = 0;
            seenDead = 0;
            searchedMessages = Long.MAX_VALUE;
            return false;
        }
        final int dead = look.store().deadSegments();
        if (dead > seenDead || remaining == 0 && dead > 0 && hasPassed(AGAIN_AFTER_NS, nowNs))
        {
            remaining = SNAPSHOTS;
        }
        seenDead = dead;
        if (look.isMakingRoom() && remaining == 0)
        {
            // The next snapshot ends the search; it goes on behind what was looked at, but for the segment at hand.
            return false;
        }
        seenMessages = look.store().messages();
        if (remaining == 0 && isSearchWanted(look) && hasPassed(SEARCH_AFTER_NS, nowNs))
        {
            remaining = 1;
        }
        // One that never became durable, because a leader was lost over it, holds up the next for a while only.
        return remaining > 0 && (look.isIdle() ? hasPassed(INTERVAL_NS, nowNs) : hasAsked && hasPassed(AGAIN_AFTER_NS,
            nowNs));
    }

    /** Something has gone since the last search began, and there is a segment that has room and something else. */
    private boolean isSearchWanted(final Look look)
    {
        return look.isRoomWanted() && look.store().sparseSegments() > 0 && seenMessages < searchedMessages;
    }

    /**
     * A snapshot has been asked for.
     *
     * @param nowNs time.
     */
    void onAsked(final long nowNs)
    {
        remaining = Math.max(0, remaining - 1);
        searchedMessages = seenMessages;
        hasAsked = true;
        askedNs = nowNs;
    }

    private boolean hasPassed(final long intervalNs, final long nowNs)
    {
        return !hasAsked || nowNs - askedNs >= intervalNs;
    }
}
