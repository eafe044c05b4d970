package io.standfast.replication;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.codecs.CatalogHeaderDecoder;
import io.aeron.archive.codecs.RecordingDescriptorDecoder;
import io.aeron.archive.codecs.RecordingDescriptorHeaderDecoder;
import io.aeron.archive.codecs.RecordingState;
import io.aeron.protocol.DataHeaderFlyweight;

/**
 * Cuts off what a killed process, or a full disk, has left of the last frame of a recording. Stateless.
 * <p>
 * The archive looks for that itself when it starts, but counts pages from the first byte that it has read, and not from
 * the begin of the file (Catalog of Aeron 1.51). So behind the first megabyte, or in a recording that does not begin
 * with its file, a torn frame could pass for a whole one, and end the node when it was read.
 */
final class TornFrames
{
    private static final int PAGE = 4096;
    private static final int ALIGNMENT = 32;
    /** Longer than any frame but padding. */
    private static final int WINDOW = 256 * 1024;
    private static final int HEADER = RecordingDescriptorHeaderDecoder.BLOCK_LENGTH;
    private static final String CATALOG = "archive.catalog";
    private static final String SEGMENT = ".rec";

    private TornFrames()
    {
    }

    /**
     * Cut off the torn frames of recordings that have not been ended.
     *
     * @param directory of an archive that does not run.
     * @param report    is told of each file before it is changed.
     */
    static void cutOff(final File directory, final Consumer<File> report) throws IOException
    {
        final File catalog = new File(directory, CATALOG);
        if (!catalog.exists())
        {
            return;
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(Files.readAllBytes(catalog.toPath()));
        final RecordingDescriptorHeaderDecoder header = new RecordingDescriptorHeaderDecoder();
        final int alignment = Math.max(ALIGNMENT, new CatalogHeaderDecoder().wrap(buffer, 0,
            CatalogHeaderDecoder.BLOCK_LENGTH, CatalogHeaderDecoder.SCHEMA_VERSION).alignment());
        int offset = CatalogHeaderDecoder.BLOCK_LENGTH;
        while (offset + HEADER + RecordingDescriptorDecoder.BLOCK_LENGTH <= buffer.capacity())
        {
            header.wrap(buffer, offset, HEADER, RecordingDescriptorHeaderDecoder.SCHEMA_VERSION);
            if (header.length() <= 0)
            {
                return;
            }
            final RecordingDescriptorDecoder recording = new RecordingDescriptorDecoder().wrap(buffer, offset +
                HEADER, RecordingDescriptorDecoder.BLOCK_LENGTH, RecordingDescriptorDecoder.SCHEMA_VERSION);
            if (header.state() == RecordingState.VALID && recording.stopPosition() == AeronArchive.NULL_POSITION)
            {
                cutOff(directory, recording, report);
            }
            offset += BitUtil.align(HEADER + header.length(), alignment);
        }
    }

    private static void cutOff(final File directory, final RecordingDescriptorDecoder recording,
        final Consumer<File> report) throws IOException
    {
        final String prefix = recording.recordingId() + "-";
        final File[] segments = directory.listFiles((parent, name) -> name.startsWith(prefix) && name.endsWith(
            SEGMENT));
        final Optional<File> last = Arrays.stream(segments == null ? new File[0] : segments).max(Comparator
            .comparingLong(segment -> position(prefix, segment)));
        if (last.isEmpty())
        {
            return;
        }
        final int startOffset = (int) (recording.startPosition() & (recording.termBufferLength() - 1));
        final boolean isFirst = position(prefix, last.get()) == recording.startPosition() - startOffset;
        try (RandomAccessFile file = new RandomAccessFile(last.get(), "rw"))
        {
            final int torn = tornOffset(file.getChannel(), isFirst ? startOffset : 0);
            if (torn >= 0)
            {
                report.accept(last.get());
                final long length = file.length();
                file.setLength(torn);
                file.setLength(length);
            }
        }
    }

    private static long position(final String prefix, final File segment)
    {
        final String name = segment.getName();
        return Long.parseLong(name.substring(prefix.length(), name.length() - SEGMENT.length()));
    }

    /**
     * Where the last frame begins when it is torn: its checksum is wrong, and of a page that it reaches into it has
     * nothing. A frame that is wrong in another way has been written and has changed since. It is read and not mapped:
     * a mapped hole of a full disk ends the process.
     *
     * @param channel     of the segment.
     * @param startOffset of the first frame.
     * @return -1 when it is not.
     */
    static int tornOffset(final FileChannel channel, final int startOffset) throws IOException
    {
        final long size = channel.size();
        final ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN).limit(0);
        long windowBegin = 0;
        long last = startOffset;
        long end = startOffset;
        while (end <= size - DataHeaderFlyweight.HEADER_LENGTH)
        {
            if (end + Integer.BYTES > windowBegin + window.limit())
            {
                windowBegin = end;
                read(channel, window.clear(), end);
            }
            final int length = window.getInt((int) (end - windowBegin));
            if (length <= 0)
            {
                break;
            }
            last = end;
            end += BitUtil.align((long) length, ALIGNMENT);
        }
        if (last == end || end > size || end - last > WINDOW)
        {
            return -1;
        }
        final ByteBuffer frame = window.clear().limit((int) (end - last));
        read(channel, frame, last);
        return isPageMissing(frame, last) && !isWhole(frame) ? (int) last : -1;
    }

    private static void read(final FileChannel channel, final ByteBuffer into, final long position) throws IOException
    {
        int read = 0;
        while (into.hasRemaining() && read >= 0)
        {
            read = channel.read(into, position + into.position());
        }
        into.flip();
    }

    private static boolean isPageMissing(final ByteBuffer frame, final long begin)
    {
        for (int page = PAGE - (int) (begin % PAGE); page < frame.limit(); page += PAGE)
        {
            boolean isEmpty = true;
            for (int i = page; i < Math.min(page + PAGE, frame.limit()); i += Long.BYTES)
            {
                isEmpty &= frame.getLong(i) == 0;
            }
            if (isEmpty)
            {
                return true;
            }
        }
        return false;
    }

    /** Of padding there is the header only, which does not reach into another page. */
    private static boolean isWhole(final ByteBuffer frame)
    {
        final CRC32C checksum = new CRC32C();
        checksum.update(frame.slice(DataHeaderFlyweight.HEADER_LENGTH, frame.limit() -
            DataHeaderFlyweight.HEADER_LENGTH));
        return Short.toUnsignedInt(
            frame.getShort(DataHeaderFlyweight.TYPE_FIELD_OFFSET)) == DataHeaderFlyweight.HDR_TYPE_PAD ||
            (int) checksum.getValue() == frame.getInt(DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET);
    }
}
