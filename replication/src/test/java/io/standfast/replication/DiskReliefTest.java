package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
        assertThat(relief.isSnapshotWanted(true, 7, false, nowNs)).isFalse();
        assertThat(relief.isSnapshotWanted(true, 7, true, nowNs)).isTrue();
        relief.onAsked(nowNs);
        assertThat(relief.isSnapshotWanted(true, 7, false, nowNs + 10 * DiskRelief.INTERVAL_NS)).isFalse();
        assertThat(relief.isSnapshotWanted(true, 7, false, nowNs + DiskRelief.AGAIN_AFTER_NS)).as("it was lost")
            .isTrue();
    }

    private int askFor(final int seconds, final boolean isLow, final int dead)
    {
        int asked = 0;
        for (int tick = 0; tick < seconds * 10; tick++)
        {
            nowNs += DiskRelief.INTERVAL_NS / 10;
            if (relief.isSnapshotWanted(isLow, dead, true, nowNs))
            {
                relief.onAsked(nowNs);
                asked++;
            }
        }
        return asked;
    }
}
