package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sidecars are used when they are good, and never believed when they are not.
 */
class SidecarTest
{
    private static final int MESSAGES = 300;

    @TempDir
    private Path directory;
    private TestStore.Snapshot snapshot;
    private Path segment;
    private Path sidecar;

    @BeforeEach
    void write()
    {
        try (TestStore store = new TestStore(directory).start())
        {
            store.openChannel(1, 11);
            store.openChannel(2, 12);
            for (int i = 1; i <= MESSAGES; i++)
            {
                store.append(1 + i % 2, "message " + i);
            }
            snapshot = store.snapshot();
            store.durable(snapshot);
            store.append(1, "the next segment has begun");
            store.fileWork();
        }
        segment = new SegmentFiles(directory).path(1);
        sidecar = Sidecar.path(segment);
    }

    @Test
    void shouldTrimAndDescribeWhenSealedAndForced() throws IOException
    {
        assertThat(Files.size(segment)).isLessThan(snapshot.segments().get(0).usedLength() + 8192L);
        assertThat(Files.size(sidecar)).isLessThan(MESSAGES * 4L + 256);
    }

    @Test
    void shouldNotReadTheRecordsWhenTheSidecarIsGood() throws IOException
    {
        // Only a start that does not read the records overlooks this; whoever reads the message does not.
        flip(segment, payloadOffset());

        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            assertThat(store.read(1, MESSAGES / 2)).isEqualTo("message " + MESSAGES);
            assertThatThrownBy(() -> store.read(2, 1)).isInstanceOf(StoreDamagedException.class).hasMessageContaining(
                "channel=2 sequence=1");
        }
    }

    @Test
    void shouldReadTheRecordsWhenTheSidecarIsAbsent() throws IOException
    {
        Files.delete(sidecar);

        assertEverythingIsThere();
        assertThat(sidecar).as("written again").exists();

        Files.delete(sidecar);
        flip(segment, payloadOffset());
        assertThatThrownBy(() -> new TestStore(directory).start(snapshot)).isInstanceOf(StoreDamagedException.class)
            .hasMessageContaining(segment.toString());
    }

    @Test
    void shouldReadTheRecordsWhenTheSidecarIsDamaged() throws IOException
    {
        for (long offset = 0; offset < Files.size(sidecar); offset += 7)
        {
            final byte[] good = Files.readAllBytes(sidecar);
            flip(sidecar, offset);
            assertEverythingIsThere();
            Files.write(sidecar, good);
        }
    }

    @Test
    void shouldReadTheRecordsWhenTheSidecarIsCutOff() throws IOException
    {
        for (long length = 0; length < Files.size(sidecar); length += 97)
        {
            final byte[] good = Files.readAllBytes(sidecar);
            try (FileChannel channel = FileChannel.open(sidecar, StandardOpenOption.WRITE))
            {
                channel.truncate(length);
            }
            assertEverythingIsThere();
            Files.write(sidecar, good);
        }
    }

    @Test
    void shouldRefuseWhenTheSegmentIsCutOffBehindAGoodSidecar() throws IOException
    {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE))
        {
            channel.truncate(snapshot.segments().get(0).usedLength() - 10);
        }

        assertThatThrownBy(() -> new TestStore(directory).start(snapshot)).isInstanceOf(StoreDamagedException.class)
            .hasMessageContaining(segment.toString());
    }

    private void assertEverythingIsThere()
    {
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            for (int i = 1; i <= MESSAGES; i++)
            {
                assertThat(store.read(1 + i % 2, (i + 1) / 2)).isEqualTo("message " + i);
            }
            store.append(1, "so that the file thread goes on");
            store.fileWork();
        }
    }

    private long payloadOffset()
    {
        try (TestStore store = new TestStore(directory).start(snapshot))
        {
            final int offset = (int) store.channel(2).location(1);
            return offset + RecordLayout.FIXED_LENGTH + 3;
        }
    }

    private static void flip(final Path file, final long offset) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
            channel.write(one, offset);
        }
    }
}
