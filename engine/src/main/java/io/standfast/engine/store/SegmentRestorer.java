package io.standfast.engine.store;

import java.nio.file.Path;

import org.agrona.collections.Int2ObjectHashMap;

/**
 * Verifies a segment against a snapshot's manifest and finds the records that are wanted: from its sidecar, which is
 * there only when every record has been verified after it had been forced, or by reading every record. Used once, at
 * restore, by the engine thread.
 */
final class SegmentRestorer
{
    private final SegmentTable table;
    private final Int2ObjectHashMap<ChannelIndex> channels;
    private final SegmentScanner scanner = new SegmentScanner();
    private final Sidecar sidecar = new Sidecar();

    SegmentRestorer(final SegmentTable table, final Int2ObjectHashMap<ChannelIndex> channels)
    {
        this.table = table;
        this.channels = channels;
    }

    /**
     * Restore one segment; they come in the order of their numbers.
     *
     * @param manifest of the segment.
     * @param file     of the segment, or null when there is none.
     * @param expected where the file should be, for the message.
     */
    void restore(final SegmentManifest manifest, final Path file, final Path expected)
    {
        if (file == null)
        {
            throw new StoreDamagedException("segment " + expected + " is missing; a snapshot lists it with " +
                manifest.count() + " records");
        }
        if (file.toFile().length() < manifest.usedLength())
        {
            throw new StoreDamagedException("segment " + file + " is cut off: it has " + file.toFile().length() +
                " bytes, a snapshot lists it with " + manifest.usedLength());
        }
        final Segment segment = new Segment(manifest.segment(), file);
        table.add(segment);
        final boolean isDescribed = sidecar.read(segment, manifest, (channelId, epoch, sequence, offset) -> found(
            segment, channelId, epoch, sequence, offset));
        if (isDescribed)
        {
            segment.sidecarWritten();
        }
        else
        {
            scan(segment, manifest);
        }
        segment.seal();
        segment.forced();
    }

    private void scan(final Segment segment, final SegmentManifest manifest)
    {
        final int damage = scanner.scan(segment, manifest.usedLength(), (message, offset, length) -> found(segment,
            message.decoder().channelId(), message.decoder().epoch(), message.sequence(), offset));
        if (damage >= 0 || !manifest.isLike(segment))
        {
            throw new StoreDamagedException("segment " + segment.file() + " is damaged near offset " + Math.max(damage,
                0) + ": expected length=" + manifest.usedLength() + " records=" + manifest.count() + " crc=" +
                Integer
                    .toHexString(manifest.crc()) +
                ", found length=" + segment.usedLength() + " records=" + segment
                    .count() +
                " crc=" + Integer.toHexString(segment.crc()));
        }
    }

    private void found(final Segment segment, final int channelId, final long epoch, final long sequence,
        final int offset)
    {
        final ChannelIndex index = channels.get(channelId);
        if (index != null && index.isWanted(epoch, sequence))
        {
            index.putRestored(sequence, ((long) segment.number() << 32) | offset);
        }
    }
}
