package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

/**
 * When a disk is low, and when a snapshot fits on it.
 */
class DiskWatchTest
{
    private static final long MB = 1024 * 1024;
    private static final long SEGMENTS = 288 * MB;

    private final AtomicLong usable = new AtomicLong(1_000 * MB);
    private final DiskWatch watch = new DiskWatch(Path.of("data"), SEGMENTS, usable::get);
    private long nowNs = -7;

    @Test
    void shouldHoldASegmentThatIsPreparedAndThreeHalvesThatAreCopied()
    {
        assertThat(new DiskWatch(Path.of("."), 64 * MB, 64 * MB).reserveBytes())
            .isEqualTo(SEGMENTS + DiskWatch.SNAPSHOT_ROOM);
    }

    @Test
    void shouldBeLowBelowTheReserveAndUntilAnEighthMoreIsFree()
    {
        assertThat(isLow(320)).isFalse();
        assertThat(isLow(319)).isTrue();
        assertThat(isLow(359)).isTrue();
        assertThat(isLow(360)).isFalse();
    }

    /** What is given back by the next publish only must not be a reason to refuse it. */
    @Test
    void shouldCountWhatTheNextPublishGivesBack()
    {
        assertThat(isLow(319)).isTrue();
        watch.kept(40 * MB);
        assertThat(isLow(319)).isTrue();
        watch.kept(41 * MB);
        assertThat(isLow(319)).isFalse();
        watch.kept(0);
        assertThat(isLow(320)).isFalse();
        assertThat(isLow(319)).isTrue();
    }

    @Test
    void shouldKeepRoomForASnapshotAsLargeAsTheLastAndHalfMore()
    {
        watch.snapshotTaken(200 * MB);

        assertThat(isLow(588)).isFalse();
        assertThat(isLow(587)).isTrue();
        assertThat(watch.hasRoomForSnapshot()).isTrue();
        isLow(299);
        assertThat(watch.hasRoomForSnapshot()).isFalse();
    }

    /** The first message behind the snapshot begins a file: a node without room for it would end. */
    @Test
    void shouldHaveNoRoomForASnapshotWhenThereIsNoneForTheFileThatIsBegunBehindIt()
    {
        watch.nextSegment(64 * MB);

        isLow(96);
        assertThat(watch.hasRoomForSnapshot()).isTrue();
        isLow(95);
        assertThat(watch.hasRoomForSnapshot()).isFalse();
        watch.nextSegment(0);
        assertThat(watch.hasRoomForSnapshot()).as("the file is there").isTrue();
    }

    @Test
    void shouldKeepTheLeastWhenSnapshotsAreSmall()
    {
        watch.snapshotTaken(MB);

        isLow(32);
        assertThat(watch.hasRoomForSnapshot()).isTrue();
        isLow(31);
        assertThat(watch.hasRoomForSnapshot()).isFalse();
    }

    @Test
    void shouldHaveRoomUntilSomebodyHasLooked()
    {
        assertThat(watch.hasRoomForSnapshot()).isTrue();
        assertThat(watch.isLow()).isFalse();
    }

    private boolean isLow(final long freeMegabytes)
    {
        nowNs += TimeUnit.SECONDS.toNanos(1);
        usable.set(freeMegabytes * MB);
        watch.doWork(nowNs);
        return watch.isLow();
    }
}
