package io.standfast.engine.store;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.IoUtil;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.Checksum;
import io.standfast.codecs.store.MessageHeaderDecoder;
import io.standfast.codecs.store.MessageHeaderEncoder;
import io.standfast.codecs.store.SidecarDecoder;
import io.standfast.codecs.store.SidecarEncoder;
import io.standfast.codecs.store.SidecarRunDecoder;
import io.standfast.codecs.store.SidecarRunEncoder;

/**
 * Reads and writes the sidecars of sealed segments: a cache, never believed against the manifest. Owned by one thread;
 * layout and rules are in {@code store-schema.xml}.
 */
final class Sidecar
{
    private static final int BLOCK_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + SidecarDecoder.BLOCK_LENGTH;
    private static final int CRC_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + SidecarDecoder.fileCrcEncodingOffset();
    private static final int RUN_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + SidecarRunDecoder.BLOCK_LENGTH;

    private final SegmentScanner scanner = new SegmentScanner();
    private final Checksum checksum = new Checksum();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final SidecarDecoder decoder = new SidecarDecoder();
    private final SidecarRunDecoder runDecoder = new SidecarRunDecoder();

    /**
     * Takes what a sidecar says.
     */
    interface Consumer
    {
        /**
         * A record.
         *
         * @param channelId of its channel.
         * @param epoch     of its channel.
         * @param sequence  of it.
         * @param offset    of it.
         */
        void onRecord(int channelId, long epoch, long sequence, int offset);
    }

    static Path path(final Path segment)
    {
        final String name = segment.getFileName().toString();
        return segment.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".idx");
    }

    /**
     * Look whether a segment's sidecar can be believed, and if so, what it says.
     *
     * @param segment  mapped; described when the sidecar is good.
     * @param manifest that the snapshot lists, or null to take the sidecar's own word.
     * @param consumer of the records; called only when all of it is good.
     * @return whether it is good.
     */
    boolean read(final Segment segment, final SegmentManifest manifest, final Consumer consumer)
    {
        final Path file = path(segment.file());
        if (!Files.exists(file))
        {
            return false;
        }
        MappedByteBuffer mapping = null;
        try
        {
            if (Files.size(file) < BLOCK_LENGTH || Files.size(file) > Integer.MAX_VALUE)
            {
                return false;
            }
            mapping = IoUtil.mapExistingFile(file.toFile(), FileChannel.MapMode.READ_ONLY, "sidecar");
            return read(new UnsafeBuffer(mapping), segment, manifest, consumer);
        }
        catch (final IOException ex)
        {
            // As good as absent: the segment itself is read instead.
            return false;
        }
        finally
        {
            IoUtil.unmap(mapping);
        }
    }

    private boolean read(final UnsafeBuffer buffer, final Segment segment, final SegmentManifest manifest,
        final Consumer consumer)
    {
        headerDecoder.wrap(buffer, 0);
        if (headerDecoder.schemaId() != SidecarDecoder.SCHEMA_ID ||
            headerDecoder.templateId() != SidecarDecoder.TEMPLATE_ID)
        {
            return false;
        }
        decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
        if (decoder.segment() != segment.number() || decoder.runsLength() != buffer.capacity() - BLOCK_LENGTH ||
            decoder.fileCrc() != crc(buffer))
        {
            return false;
        }
        segment.described(decoder.usedLength(), decoder.count(), decoder.crc(), decoder.lastLogPosition());
        if (manifest != null && !manifest.isLike(segment) || !isLastThere(segment, decoder.lastOffset()))
        {
            segment.described(0, 0, 0, 0);
            return false;
        }
        readRuns(buffer, decoder.runCount(), consumer);
        return true;
    }

    /** A file that was cut off, or lost its pages, shows it at its end. */
    private boolean isLastThere(final Segment segment, final int offset)
    {
        final int capacity = segment.buffer().capacity();
        if (segment.usedLength() > capacity || offset < RecordLayout.EXCERPT_HEADER_LENGTH || offset >= capacity)
        {
            return false;
        }
        final int header = segment.buffer().getInt(offset - RecordLayout.EXCERPT_HEADER_LENGTH);
        final int length = header & RecordLayout.LENGTH_MASK;
        return header == length && offset + length == segment.usedLength() && scanner.isRecord(segment.buffer(), offset,
            length);
    }

    private int crc(final UnsafeBuffer buffer)
    {
        final int after = CRC_OFFSET + Integer.BYTES;
        return checksum.reset().update(buffer, 0, CRC_OFFSET).update(buffer, after, buffer.capacity() - after).value();
    }

    private void readRuns(final UnsafeBuffer buffer, final int runCount, final Consumer consumer)
    {
        int position = BLOCK_LENGTH;
        for (int i = 0; i < runCount; i++)
        {
            runDecoder.wrapAndApplyHeader(buffer, position, headerDecoder);
            position += RUN_LENGTH;
            for (int j = 0; j < runDecoder.count(); j++)
            {
                consumer.onRecord(runDecoder.channelId(), runDecoder.epoch(), runDecoder.firstSequence() + j,
                    buffer.getInt(position));
                position += Integer.BYTES;
            }
        }
    }

    /**
     * Verify every record of a sealed and forced segment, and write down where they lie.
     *
     * @param sealed segment.
     * @return false when it is damaged: then there is no sidecar.
     * @throws IOException when it cannot be written.
     */
    boolean write(final Segment sealed) throws IOException
    {
        final Runs runs = new Runs();
        final Segment seen = sealed.unscanned();
        if (scanner.scan(seen, sealed.usedLength(), runs) >= 0 || seen.crc() != sealed.crc() || seen.count() != sealed
            .count())
        {
            return false;
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocate(BLOCK_LENGTH + runs.length()));
        final int count = runs.copyTo(buffer, BLOCK_LENGTH);
        new SidecarEncoder().wrapAndApplyHeader(buffer, 0, headerEncoder).segment(sealed.number()).usedLength(sealed
            .usedLength()).count(sealed.count()).crc(sealed.crc()).lastLogPosition(sealed.lastLogPosition())
            .runCount(count).runsLength(runs.length()).lastOffset(runs.lastOffset);
        buffer.putInt(CRC_OFFSET, crc(buffer), LITTLE_ENDIAN);
        final Path file = path(sealed.file());
        final Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(temporary, buffer.byteArray(), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /**
     * Collects runs, one list of them a channel.
     */
    private static final class Runs implements SegmentScanner.Consumer
    {
        private final Int2ObjectHashMap<Run> open = new Int2ObjectHashMap<>();
        private Run first;
        private Run newest;
        private int length;
        private int lastOffset;

        @Override
        public void onRecord(final StoredMessage message, final int offset, final int recordLength)
        {
            final int channelId = message.decoder().channelId();
            Run run = open.get(channelId);
            if (run == null || run.epoch != message.decoder().epoch() || run.firstSequence + run.count != message
                .sequence())
            {
                run = new Run(channelId, message.decoder().epoch(), message.sequence());
                open.put(channelId, run);
                append(run);
            }
            run.offsets.putInt(run.count * Integer.BYTES, offset);
            run.count++;
            length += Integer.BYTES;
            lastOffset = offset;
        }

        private void append(final Run run)
        {
            if (first == null)
            {
                first = run;
            }
            else
            {
                newest.next = run;
            }
            newest = run;
            length += RUN_LENGTH;
        }

        int length()
        {
            return length;
        }

        int copyTo(final UnsafeBuffer target, final int offset)
        {
            final MessageHeaderEncoder header = new MessageHeaderEncoder();
            final SidecarRunEncoder encoder = new SidecarRunEncoder();
            int position = offset;
            int count = 0;
            for (Run run = first; run != null; run = run.next)
            {
                encoder.wrapAndApplyHeader(target, position, header).epoch(run.epoch).firstSequence(run.firstSequence)
                    .channelId(run.channelId).count(run.count);
                target.putBytes(position + RUN_LENGTH, run.offsets, 0, run.count * Integer.BYTES);
                position += RUN_LENGTH + run.count * Integer.BYTES;
                count++;
            }
            return count;
        }
    }

    /**
     * Consecutive sequences of one channel.
     */
    private static final class Run
    {
        private static final int INITIAL_LENGTH = 8 * Integer.BYTES;

        private final int channelId;
        private final long epoch;
        private final long firstSequence;
        private final ExpandableArrayBuffer offsets = new ExpandableArrayBuffer(INITIAL_LENGTH);
        private int count;
        private Run next;

        private Run(final int channelId, final long epoch, final long firstSequence)
        {
            this.channelId = channelId;
            this.epoch = epoch;
            this.firstSequence = firstSequence;
        }
    }
}
