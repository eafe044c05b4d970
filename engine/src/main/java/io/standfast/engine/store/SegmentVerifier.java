package io.standfast.engine.store;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks whether a segment file holds what a snapshot lists, without a store around it. Owned by one thread.
 */
public final class SegmentVerifier
{
    private static final SegmentScanner.Consumer NOBODY = (message, offset, length) ->
    {
    };

    private final SegmentScanner scanner = new SegmentScanner();
    private final Sidecar sidecar = new Sidecar();

    /**
     * Read every record.
     *
     * @param file       of the segment, there or not.
     * @param segment    number.
     * @param usedLength bytes up to the end of the last record.
     * @param count      records.
     * @param crc        over all records.
     * @return whether all of it is there.
     */
    public boolean isWhole(final Path file, final int segment, final int usedLength, final int count, final int crc)
    {
        return isLike(file, new SegmentManifest(segment, usedLength, count, crc, 0), false);
    }

    /**
     * The same at the cost of a look at its sidecar, as far as that is good: it was written when every record had been
     * verified.
     *
     * @param file       of the segment, there or not.
     * @param segment    number.
     * @param usedLength bytes up to the end of the last record.
     * @param count      records.
     * @param crc        over all records.
     * @return whether all of it is there.
     */
    public boolean isDescribedOrWhole(final Path file, final int segment, final int usedLength, final int count,
        final int crc)
    {
        return isLike(file, new SegmentManifest(segment, usedLength, count, crc, 0), true);
    }

    private boolean isLike(final Path file, final SegmentManifest manifest, final boolean isSidecarBelieved)
    {
        if (!Files.exists(file) || file.toFile().length() < Math.max(1, manifest.usedLength()))
        {
            return false;
        }
        final Segment found = new Segment(manifest.segment(), file);
        try
        {
            return isSidecarBelieved && sidecar.read(found, manifest, (channelId, epoch, sequence, offset) ->
            {
            }) || scanner.scan(found, manifest.usedLength(), NOBODY) < 0 && manifest.isLike(found);
        }
        finally
        {
            found.unmap();
        }
    }
}
