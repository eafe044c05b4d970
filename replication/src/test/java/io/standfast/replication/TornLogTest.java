package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.agrona.BitUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.aeron.protocol.DataHeaderFlyweight;

/**
 * A node starts over a log whose last frame its killed process had not written whole, and keeps one that is whole.
 */
class TornLogTest
{
    private static final int PAGE = 4096;
    private static final int MESSAGES = 40;
    private static final long SNAPSHOT_INTERVAL = 1L << 30;

    /** What the archive reads at once. */
    private static final int CHUNK = 1024 * 1024;

    @TempDir
    private Path directory;
    private int published;

    @Test
    void shouldCutOffFrameOfWhichOnlyTheFirstPageWasWritten() throws IOException
    {
        final Path killed = killedNode(128);
        final Path segment = killed.resolve("archive/0-0.rec");
        final int end = frames(segment, (offset, length) -> false);
        write(segment, end, frame(segment, 2 * PAGE, PAGE - end % PAGE));

        assertThat(messagesAfterStart(killed)).isEqualTo(MESSAGES);
    }

    /**
     * The archive takes page boundaries from where it last began to read, which is in the middle of a page here: this
     * frame lies in one page, counted so.
     */
    @Test
    void shouldCutOffTornFrameWhenTheArchiveTakesItForWhole() throws IOException
    {
        final Path killed = killedNode(30_000, segment ->
        {
            final int read = frames(segment, (offset, length) -> offset + length >= CHUNK);
            return read % PAGE > 0 && frames(segment, (offset, length) -> false) % PAGE >= read % PAGE;
        });
        final Path segment = killed.resolve("archive/0-0.rec");
        final int end = frames(segment, (offset, length) -> false);
        write(segment, end, frame(segment, PAGE - end % PAGE + 32, PAGE - end % PAGE));

        assertThat(messagesAfterStart(killed)).isEqualTo(published);
    }

    @Test
    void shouldKeepWholeFrameWhoseLastPageIsAllZeros() throws IOException
    {
        // The payload of the test's messages is zeros.
        final Path killed = killedNode(8000);
        final Path segment = killed.resolve("archive/0-0.rec");
        final int end = frames(segment, (offset, length) -> offset > MESSAGES / 2 * 8000 &&
            isZeroBehindPage(segment, offset, length));
        final ByteBuffer last = read(segment, 0, end);
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE))
        {
            final long size = file.size();
            file.truncate(end).write(ByteBuffer.allocate(1), size - 1);
        }

        assertThat(messagesAfterStart(killed)).isPositive();
        assertThat(read(segment, 0, end)).isEqualTo(last);
    }

    /** What a node that is killed leaves behind: its files, copied while it runs with nothing to do. */
    private Path killedNode(final int payloadLength) throws IOException
    {
        return killedNode(payloadLength, segment -> true);
    }

    /** As many messages as it takes until its log is as it should be. */
    private Path killedNode(final int payloadLength, final Predicate<Path> isAsWanted) throws IOException
    {
        final Path running = directory.resolve("running");
        final Path killed = directory.resolve("killed");
        try (TestNode test = TestNode.launch(running, SNAPSHOT_INTERVAL))
        {
            test.connect("c");
            test.message("c", "orders", payloadLength);
            while (published < MESSAGES || !isAsWanted.test(running.resolve("archive/0-0.rec")))
            {
                test.publish(1);
                published++;
                assertThat(published).as("no log of the wanted length").isLessThan(10 * MESSAGES);
            }
            try (Stream<Path> files = Files.walk(running))
            {
                files.forEach(file -> copy(file, killed.resolve(running.relativize(file))));
            }
        }
        return killed;
    }

    private static void copy(final Path file, final Path target)
    {
        try
        {
            // Marks say that their process is alive.
            if (!file.toString().endsWith("-mark.dat") && !file.toString().endsWith("LOCK"))
            {
                Files.copy(file, target);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static long messagesAfterStart(final Path killed)
    {
        try (TestNode test = TestNode.launch(killed, SNAPSHOT_INTERVAL))
        {
            test.subscribe("c", "orders");
            test.message("c", "orders", 1);
            test.publish(1);
            test.await("the message is delivered", () -> test.output().delivered == 1);
            return test.output().lastSequence - 1;
        }
    }

    private interface Last
    {
        boolean test(int offset, int length);
    }

    /** End of the last frame, or of the first that is said to be the last. */
    private static int frames(final Path segment, final Last isLast)
    {
        int offset = 0;
        while (true)
        {
            final int length = BitUtil.align(read(segment, offset, 4).getInt(0), 32);
            if (length == 0 || isLast.test(offset, length))
            {
                return offset + length;
            }
            offset += length;
        }
    }

    private static boolean isZeroBehindPage(final Path segment, final int offset, final int length)
    {
        final int boundary = (offset / PAGE + 1) * PAGE;
        return boundary < offset + length && read(segment, boundary, offset + length - boundary).equals(ByteBuffer
            .allocate(offset + length - boundary));
    }

    private static ByteBuffer frame(final Path segment, final int length, final int written)
    {
        final ByteBuffer frame = read(segment, 0, DataHeaderFlyweight.HEADER_LENGTH);
        frame.putInt(0, length);
        return ByteBuffer.allocate(written).order(ByteOrder.LITTLE_ENDIAN).put(frame).rewind();
    }

    private static void write(final Path segment, final int offset, final ByteBuffer bytes) throws IOException
    {
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE))
        {
            file.write(bytes, offset);
        }
    }

    private static ByteBuffer read(final Path segment, final int offset, final int length)
    {
        try (FileChannel file = FileChannel.open(segment))
        {
            final ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            file.read(bytes, offset);
            return bytes.rewind();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
