package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.standfast.engine.store.StoreRoom;

/**
 * When a node asks for snapshots because its disk is almost full.
 */
class DiskReliefTest
{
    private final DiskRelief relief = new DiskRelief();
    private long nowNs = -5;

    @Test
    void shouldAskForAsManySnapshotsAsItTakesWhenSegmentsDieOnALowDisk()
    {
        final int asked = askFor(10, true, 7);

        assertThat(asked).isEqualTo(DiskRelief.SNAPSHOTS);
    }

    @Test
    void shouldFinishForTheOthersWhenItsOwnDeadSegmentsAreGone()
    {
        final int before = askFor(3, true, 7);

        final int after = askFor(10, true, 0);

        assertThat(before + after).isEqualTo(DiskRelief.SNAPSHOTS);
    }

    @Test
    void shouldAskForNothingWhenNothingCouldBeFreed()
    {
        assertThat(askFor(200, true, 0)).as("a full disk, nothing dead").isZero();
        assertThat(askFor(200, false, 7)).as("dead segments, room on the disk").isZero();
    }

    @Test
    void shouldBeginAgainWhenMoreSegmentsDie()
    {
        askFor(10, true, 7);

        assertThat(askFor(10, true, 8)).isEqualTo(DiskRelief.SNAPSHOTS);
    }

    @Test
    void shouldTryAgainOnlyAfterAMinuteWhenTheDeadStay()
    {
        askFor(10, true, 7);

        assertThat(askFor(30, true, 7)).isZero();
        assertThat(askFor(60, true, 7)).isEqualTo(DiskRelief.SNAPSHOTS);
    }

    @Test
    void shouldWaitForTheSnapshotBeforeWhenItIsNotDurable()
    {
        assertThat(isWanted(false, nowNs)).isFalse();
        assertThat(isWanted(true, nowNs)).isTrue();
        relief.onAsked(nowNs);
        assertThat(isWanted(false, nowNs + 10 * DiskRelief.INTERVAL_NS)).isFalse();
        assertThat(isWanted(false, nowNs + DiskRelief.AGAIN_AFTER_NS)).as("it was lost").isTrue();
    }

    @Test
    void shouldBeginASearchWhenTheDiskGetsLowAndWheneverMessagesHaveGone()
    {
        assertThat(askFor(20, sparse(100))).as("low").isEqualTo(1);
        assertThat(askFor(20, sparse(40))).as("after a purge").isEqualTo(1);
        assertThat(askFor(20, sparse(40))).as("nothing has gone since").isZero();
    }

    @Test
    void shouldNotSearchMoreOftenWhenMessagesGoAllTheTime()
    {
        int asked = 0;
        for (int seconds = 0; seconds < 60; seconds++)
        {
            asked += askFor(1, sparse(1_000 - seconds));
        }

        assertThat(asked).isBetween(10, 13);
    }

    @Test
    void shouldNotSearchBeforeTheEngineKnows()
    {
        final StoreRoom store = new StoreRoom(0, 3, 100, true, 0);

        assertThat(askFor(20, new DiskRelief.Look(true, store, false, false, true))).isZero();
        assertThat(askFor(20, sparse(100))).isEqualTo(1);
    }

    @Test
    void shouldLetASearchEndBeforeTheNextSnapshot()
    {
        final StoreRoom store = new StoreRoom(0, 3, 100, true, 0);

        assertThat(askFor(20, new DiskRelief.Look(true, store, true, true, true))).isZero();
        assertThat(askFor(20, new DiskRelief.Look(true, store, true, false, true))).isEqualTo(1);
    }

    /** A search of a large store takes minutes. */
    @Test
    void shouldNotLetEmptySegmentsWaitForASearch()
    {
        final StoreRoom store = new StoreRoom(2, 3, 100, true, 0);

        assertThat(askFor(5, new DiskRelief.Look(true, store, true, true, true))).isEqualTo(DiskRelief.SNAPSHOTS);
    }

    private static DiskRelief.Look sparse(final long messages)
    {
        return new DiskRelief.Look(true, new StoreRoom(0, 3, messages, true, 0), true, false, true);
    }

    private boolean isWanted(final boolean isIdle, final long atNs)
    {
        return relief.isSnapshotWanted(new DiskRelief.Look(true, new StoreRoom(7, 0, 0, true, 0), true, false, isIdle),
            atNs);
    }

    private int askFor(final int seconds, final boolean isLow, final int dead)
    {
        return askFor(seconds, new DiskRelief.Look(isLow, new StoreRoom(dead, 0, 0, true, 0), true, false, true));
    }

    private int askFor(final int seconds, final DiskRelief.Look look)
    {
        int asked = 0;
        for (int tick = 0; tick < seconds * 10; tick++)
        {
            nowNs += DiskRelief.INTERVAL_NS / 10;
            if (relief.isSnapshotWanted(look, nowNs))
            {
                relief.onAsked(nowNs);
                asked++;
            }
        }
        return asked;
    }
}
