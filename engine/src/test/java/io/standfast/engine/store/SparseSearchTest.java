package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the store does while a disk is low and nothing is published.
 */
class SparseSearchTest
{
    private static final int LARGE = 1;
    private static final int SMALL = 2;
    private static final int LARGE_LENGTH = 8 * 1024;
    private static final int ROUNDS = 100;
    /** What Chronicle puts in front of the first message of a segment. */
    private static final int CHRONICLES_OWN = 33 * 1024;

    @TempDir
    private Path directory;
    private TestStore store;

    @BeforeEach
    void open()
    {
        store = new TestStore(directory).start();
        store.openChannel(LARGE, 1);
        store.openChannel(SMALL, 2);
    }

    @AfterEach
    void close()
    {
        store.close();
    }

    @Test
    void shouldGiveBackWhatAPurgeHasEmptiedAlthoughOtherChannelsHaveMessagesThere() throws IOException
    {
        publish(ROUNDS, 4);
        final long before = bytes();
        store.wantRoom(true).trim(LARGE, ROUNDS + 1);
        assertThat(store.log().room().deadSegments()).as("each holds some of the other channel").isZero();

        store.settle(60);

        assertThat(bytes()).isLessThan(before / 2);
        assertThat(LongStream.rangeClosed(1, 4 * ROUNDS).mapToObj(sequence -> store.read(SMALL, sequence))).as(
            "the other channel").doesNotContainNull().startsWith("s1").endsWith("s" + 4 * ROUNDS);
    }

    @Test
    void shouldDoNothingWhenNoRoomIsWanted()
    {
        publish(ROUNDS, 4);
        store.trim(LARGE, ROUNDS + 1);
        final StoreRoom before = store.log().room();

        store.snapshot();
        store.timers();

        assertThat(store.log().room()).isEqualTo(before);
    }

    @Test
    void shouldGoByBytesAndNotByTheirNumberWhenItChooses()
    {
        publish(ROUNDS, 4);
        store.wantRoom(true).trim(SMALL, 4 * ROUNDS + 1);
        final int last = store.log().lastSegment();

        store.snapshot();
        store.timers();

        assertThat(store.log().room().deadSegments()).as("four of five are dead, and hardly any bytes").isZero();
        assertThat(store.log().lastSegment()).as("nothing was copied").isEqualTo(last + 1);
    }

    @Test
    void shouldCopyNoMoreThanHalfASegmentFromOneSnapshotToTheNext()
    {
        publish(4 * ROUNDS, 4);
        // A third of each segment lives now.
        store.openChannel(3, 3);
        for (int i = 0; i < 3 * ROUNDS; i++)
        {
            store.append(LARGE, "x".repeat(LARGE_LENGTH));
            store.append(3, "y".repeat(LARGE_LENGTH / 3));
        }
        store.wantRoom(true).trim(LARGE, 7 * ROUNDS + 1);

        store.snapshot();
        final long used = store.log().usedBytes();
        store.timers();

        assertThat(store.log().usedBytes() - used).isPositive().isLessThanOrEqualTo(TestStore.SEGMENT_CAPACITY / 2 +
            2 * CHRONICLES_OWN);
        assertThat(store.log().room().deadSegments()).isPositive();
        assertThat(store.log().room().sparseSegments()).as("what is left for later").isPositive();
    }

    @Test
    void shouldGoOnBehindTheSegmentsThatItHasPassedWhenItIsRestored()
    {
        publish(ROUNDS, 4);
        store.wantRoom(true).trim(SMALL, 4 * ROUNDS + 1);
        store.snapshot();
        store.timers();
        final TestStore.Snapshot snapshot = store.snapshot();
        store.durable(snapshot);
        store.timer();
        store.timer();
        final int offset = store.snapshot().compactionOffset();

        store.close();
        store = new TestStore(directory).wantRoom(true).start(snapshot);
        store.timer();
        store.timer();

        assertThat(store.log().compactor().isMakingRoom()).as("it has not been round").isTrue();
        assertThat(store.snapshot().compactionOffset()).isEqualTo(offset);
    }

    @Test
    void shouldEndItsSearchWhenRoomIsNotWantedAnyMore()
    {
        publish(ROUNDS, 4);
        store.wantRoom(true).trim(SMALL, 4 * ROUNDS + 1);
        store.snapshot();
        store.timer();
        assertThat(store.log().compactor().isMakingRoom()).isTrue();

        store.wantRoom(false).timer();
        store.wantRoom(true).timer();

        assertThat(store.log().compactor().isMakingRoom()).as("until the next snapshot").isFalse();
    }

    private void publish(final int rounds, final int smallOnes)
    {
        for (int i = 0; i < rounds; i++)
        {
            store.append(LARGE, "x".repeat(LARGE_LENGTH));
            for (int j = 0; j < smallOnes; j++)
            {
                store.append(SMALL, "s" + (i * smallOnes + j + 1));
            }
        }
    }

    private long bytes() throws IOException
    {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.cq4"))
        {
            for (final Path file : files)
            {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
