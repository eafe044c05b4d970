package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import net.openhft.chronicle.core.time.SetTimeProvider;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * The failures of Chronicle Queue that were reproduced (CHRONICLE-FACTS 4), each with what prevents it here.
 */
class StoreHygieneTest
{
    private static final int MESSAGES = 200;
    /** Chronicle's own timeout is 10 s. */
    private static final long QUICK_NS = Duration.ofSeconds(9).toNanos();

    @TempDir
    private Path directory;

    @Test
    void shouldStartAtOnceWhenAProcessWithOurPidHeldTheWriteLock() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        // A container's first process is always 1: the lock of the one before looks like our own.
        final Path metadata = directory.resolve("metadata.cq4t");
        writeHeldLock(metadata);

        final long beginNs = System.nanoTime();
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            assertThat(store.append(1, "one more")).isEqualTo(MESSAGES + 1);
        }
        assertThat(System.nanoTime() - beginNs).as("no wait for a lock that nobody holds").isLessThan(QUICK_NS);
    }

    @Test
    void shouldStartWhenTheMetadataIsGarbageOrGone() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path metadata = directory.resolve("metadata.cq4t");

        Files.write(metadata, "this is no table".repeat(100).getBytes());
        assertAllStored(snapshot);
        Files.delete(metadata);
        assertAllStored(snapshot);
    }

    @Test
    void shouldStartAtOnceWhenTheNewestSegmentHasNoHeader() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        // As left by a kill between creating the file and finishing its header: every opener would wait for it.
        final Path headerless = new SegmentFiles(directory).path(snapshot.lastSegment() + 1);
        try (FileChannel file = FileChannel.open(headerless, StandardOpenOption.CREATE, StandardOpenOption.WRITE))
        {
            file.write(ByteBuffer.allocate(1), TestStore.SEGMENT_CAPACITY);
        }

        final long beginNs = System.nanoTime();
        assertAllStored(snapshot);
        assertThat(System.nanoTime() - beginNs).isLessThan(QUICK_NS);
    }

    /** The file thread finds the restored snapshot durable while the engine thread still sets segments aside. */
    @Test
    void shouldKeepWhatWasSetAsideUntilASnapshotOfThisLifeIsDurable() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path quarantine = Files.createDirectories(directory.resolve("quarantine"));
        Files.writeString(quarantine.resolve("earlier"), "left over");

        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            store.durable(snapshot);
            store.fileWork();
            assertThat(quarantine.resolve("earlier")).exists();
            store.append(1, "one more");
            store.durable(store.snapshot());
            store.fileWork();
            assertThat(quarantine).doesNotExist();
        }
    }

    /** It was killed before it had compared them with the end of its log, which may have lost its tail. */
    @Test
    void shouldRememberHowFarItsMessagesWentWhenItWasStoppedAfterSettingThemAside()
    {
        final TestStore.Snapshot snapshot = write();
        final long position;
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            store.append(1, "not in the snapshot");
            store.append(1, "nor this");
            position = store.logPosition();
        }
        new TestStore(directory).start(snapshot).close();

        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            assertThat(store.log().setAsidePosition()).isEqualTo(position);
            store.append(1, "not in the snapshot");
        }
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            assertThat(store.log().setAsidePosition()).as("the newer file is the shorter one").isEqualTo(position);
        }
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            assertThat(store.log().setAsidePosition()).as("and has not replaced it").isEqualTo(position);
        }
    }

    /** The only ones that would wait for a snapshot for which there is no room. */
    @Test
    void shouldDeleteWhatWasSetAsideWhenItHasBeenWrittenAgain() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path quarantine = directory.resolve("quarantine");
        final long position;
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            store.append(1, "not in the snapshot");
            position = store.logPosition();
        }

        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            assertThat(store.log().setAsidePosition()).isEqualTo(position);
            store.append(1, "not in the snapshot");
            assertThat(quarantine).isNotEmptyDirectory();

            assertThat(store.log().releaseSetAside()).isGreaterThanOrEqualTo(TestStore.SEGMENT_CAPACITY);

            assertThat(quarantine).doesNotExist();
            assertThat(store.read(1, MESSAGES + 1)).isEqualTo("not in the snapshot");
            assertThat(store.log().releaseSetAside()).as("nothing is left").isZero();
        }
    }

    /** Chronicle goes through the newest file that it knows of when it begins another one, and fails without it. */
    @Test
    void shouldAppendWhenTheNewestSegmentsDied()
    {
        final TestStore.Snapshot snapshot;
        try (TestStore store = new TestStore(directory).start())
        {
            for (int channel = 1; channel <= 4; channel++)
            {
                store.openChannel(channel, channel);
                store.append(channel, "in a segment of its own");
                store.snapshot();
            }
            store.drop(4);
            snapshot = passSnapshots(store);
        }
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            store.drop(3);
            passSnapshots(store);
            assertThat(store.log().room().keptBytes()).as("of segment three").isPositive();
            store.append(1, "in segment five");
            store.fileWork();
            assertThat(store.log().room().keptBytes()).isZero();
            store.drop(2);
            passSnapshots(store);
            store.append(1, "in segment six");

            assertThat(store.read(1, 2)).isEqualTo("in segment five");
            assertThat(new SegmentFiles(directory).list().keySet()).as("what died is gone").containsExactly(1, 5, 6);
        }
    }

    /** As many as it takes until what died is in none that is needed. */
    private static TestStore.Snapshot passSnapshots(final TestStore store)
    {
        TestStore.Snapshot snapshot = null;
        for (int i = 0; i < 4; i++)
        {
            snapshot = store.snapshot();
            store.durable(snapshot);
            store.fileWork();
        }
        return snapshot;
    }

    @Test
    void shouldRefuseASecondOpenerInThisAndInAnotherProcess() throws IOException
    {
        try (TestStore store = new TestStore(directory).start())
        {
            assertThatThrownBy(() -> new TestStore(directory).start()).isInstanceOf(StoreException.class)
                .hasMessageContaining(directory.toString()).hasMessageContaining("in use by this process");
            assertThat(store.problems()).isEmpty();
        }
    }

    @Test
    void shouldRefuseWhenAPayloadBitIsFlipped() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path segment = new SegmentFiles(directory).path(1);
        patch(segment, offsetOf(snapshot, 100) + RecordLayout.FIXED_LENGTH + 2, (byte) 0x7F);

        assertDamaged(snapshot, segment);
    }

    @Test
    void shouldRefuseWhenALengthIsCorrupted() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path segment = new SegmentFiles(directory).path(1);
        final int header = offsetOf(snapshot, 100) - RecordLayout.EXCERPT_HEADER_LENGTH;
        for (final int length : new int[]{RecordLayout.LENGTH_MASK, 4336, 3, 0})
        {
            final int before = patchInt(segment, header, length);
            assertDamaged(snapshot, segment);
            patchInt(segment, header, before);
        }
        assertAllStored(snapshot);
    }

    @Test
    void shouldRefuseWhenASegmentIsTruncated() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path segment = new SegmentFiles(directory).path(1);
        for (final long length : new long[]{snapshot.segments().get(0).usedLength() - 1L, 70_000, 4096, 0})
        {
            try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE))
            {
                channel.truncate(length);
            }
            assertThatThrownBy(() -> start(snapshot)).as("%d bytes", length).isInstanceOf(StoreDamagedException.class)
                .hasMessageContaining(segment.getFileName().toString());
        }
    }

    @Test
    void shouldRefuseWhenASegmentIsMissing() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path segment = new SegmentFiles(directory).path(1);
        Files.delete(segment);

        assertThatThrownBy(() -> start(snapshot)).isInstanceOf(StoreDamagedException.class).hasMessageContaining(
            segment + " is missing; a snapshot lists it with " + MESSAGES + " records");
    }

    @Test
    void shouldRefuseWhenTheFirstPageIsZeroed() throws IOException
    {
        final TestStore.Snapshot snapshot = write();
        final Path segment = new SegmentFiles(directory).path(1);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.allocate(4096), 0);
        }

        // Chronicle would initialise the file anew, over the data.
        assertThatThrownBy(() -> start(snapshot)).isInstanceOf(StoreDamagedException.class).hasMessageContaining(segment
            .getFileName().toString());
    }

    @Test
    void shouldRefuseADirectoryThatCannotBeWritten() throws IOException
    {
        try (TestMount mount = TestMount.mount(directory.resolve("mount"), "size=8m,ro"))
        {
            assertThatThrownBy(() -> new TestStore(mount.root().resolve("store")).start()).isInstanceOf(
                StoreException.class).hasMessageContaining(mount.root().toString());
            assertThatThrownBy(() -> new TestStore(mount.root()).start()).isInstanceOf(StoreException.class)
                .hasMessageContaining("for writing");
        }
    }

    /** What else writes to that disk, the log for one, would end by it. */
    @Test
    void shouldNotFillTheDiskWithASegmentThatIsNotNeededYet() throws IOException
    {
        try (TestMount mount = TestMount.mount(directory.resolve("mount"), "size=2m");
            TestStore store = new TestStore(
                mount.root()).start())
        {
            store.openChannel(1, 1);
            store.append(1, "first");
            final Path ballast = mount.root().resolve("ballast");
            final long free = mount.root().toFile().getUsableSpace();
            Files.write(ballast, new byte[(int) free - TestStore.SEGMENT_CAPACITY]);

            store.fileWork();
            assertThat(store.log().room().isNextPrepared()).isFalse();
            assertThat(mount.root().toFile().getUsableSpace()).as("free").isPositive();
            assertThat(store.problems()).singleElement().asString().contains("cannot be prepared", "bytes are free");

            Files.delete(ballast);
            store.fileWork();
            assertThat(store.log().room().isNextPrepared()).as("when there is room again").isTrue();
            store.log().roll();
            assertThat(store.log().room().isNextPrepared()).as("it is the next one still").isTrue();
            store.append(1, "second");
            assertThat(store.log().room().isNextPrepared()).as("it has been taken").isFalse();
        }
    }

    @Test
    void shouldRefuseTheAppendAndStayReadableWhenTheDiskIsFull() throws IOException
    {
        try (TestMount mount = TestMount.mount(directory.resolve("mount"), "size=2m");
            TestStore store = new TestStore(
                mount.root()).start())
        {
            store.openChannel(1, 1);
            final String text = "x".repeat(1000);
            int stored = 0;
            String refusal = null;
            while (refusal == null && stored < 10_000)
            {
                try
                {
                    store.append(1, text);
                    stored++;
                    store.fileWork();
                }
                catch (final StoreException ex)
                {
                    refusal = ex.getMessage();
                }
            }

            assertThat(refusal).contains("no room for segment", mount.root().toString());
            assertThat(store.problems()).as("said before, too").anyMatch(line -> line.contains("cannot be prepared"));
            for (int i = 1; i <= stored; i++)
            {
                assertThat(store.read(1, i)).isEqualTo(text);
            }
        }
    }

    @Test
    void shouldWriteIntoPreparedBlocksWhenTheFileThreadHadTime() throws IOException
    {
        try (TestStore store = new TestStore(directory).start())
        {
            store.fileWork();
            final SegmentFiles files = new SegmentFiles(directory);
            assertThat(files.isPrepared(1)).isTrue();

            store.openChannel(1, 1);
            store.append(1, "first");

            assertThat(files.isPrepared(1)).as("taken over").isFalse();
            assertThat(files.path(1)).exists();
            assertThat(store.read(1, 1)).isEqualTo("first");
            store.fileWork();
            assertThat(files.isPrepared(2)).isTrue();
        }
    }

    private TestStore.Snapshot write()
    {
        try (TestStore store = new TestStore(directory).start())
        {
            store.openChannel(1, 11);
            for (int i = 1; i <= MESSAGES; i++)
            {
                store.append(1, "message " + i);
            }
            return store.snapshot();
        }
    }

    private void start(final TestStore.Snapshot snapshot)
    {
        new TestStore(directory).start(snapshot).close();
    }

    private void assertAllStored(final TestStore.Snapshot snapshot)
    {
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            for (int i = 1; i <= MESSAGES; i++)
            {
                assertThat(store.read(1, i)).isEqualTo("message " + i);
            }
        }
    }

    private void assertDamaged(final TestStore.Snapshot snapshot, final Path segment)
    {
        assertThatThrownBy(() -> start(snapshot)).isInstanceOf(StoreDamagedException.class).hasMessageContaining(segment
            .toString()).hasMessageContaining("is damaged near offset");
    }

    private int offsetOf(final TestStore.Snapshot snapshot, final long sequence)
    {
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            return (int) store.channel(1).location(sequence);
        }
    }

    private static void patch(final Path file, final long offset, final byte value) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.wrap(new byte[]{value}), offset);
        }
    }

    private static int patchInt(final Path file, final long offset, final int value) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(buffer, offset);
            final int before = buffer.getInt(0);
            channel.write(buffer.putInt(0, value).clear(), offset);
            return before;
        }
    }

    /** Let Chronicle itself take its write lock in the name of this process, and leave it there. */
    private void writeHeldLock(final Path metadata) throws IOException
    {
        final Path other = directory.resolve("other");
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.single(other.toFile()).rollCycle(
            LegacyRollCycles.MINUTELY).timeProvider(new SetTimeProvider()).blockSize(TestStore.SEGMENT_CAPACITY)
            .build(); ExcerptAppender appender = queue.createAppender())
        {
            try (DocumentContext document = appender.writingDocument())
            {
                Files.copy(other.resolve("metadata.cq4t"), metadata, StandardCopyOption.REPLACE_EXISTING);
                document.rollbackOnClose();
            }
        }
    }
}
