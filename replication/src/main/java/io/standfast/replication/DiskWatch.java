package io.standfast.replication;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every now and then how much room the disk has. Below the reserve publishes are refused while there is still
 * enough for purge, expiry and snapshots: a full disk would halt the node. Owned by the file thread; {@link #isLow} may
 * be asked by any.
 */
final class DiskWatch
{
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MB = 1024 * 1024;
    /** What the reserve holds for a snapshot at least: below it something else fills the disk. */
    static final long SNAPSHOT_ROOM = 32 * MB;
    /** A snapshot more than those that are kept, and the state grows. */
    private static final int SNAPSHOT_PARTS = 2;

    private final Path directory;
    private final LongSupplier usable;
    private final long segmentBytes;
    private long nextNs;
    private boolean isStarted;
    private boolean isFullSaid;
    // Written by the file thread, read by the peer thread.
    private volatile long snapshotRoom = SNAPSHOT_ROOM;
    private volatile long usableBytes = Long.MAX_VALUE;
    private volatile long nextSegmentBytes;
    private long keptBytes;
    // Written by the file thread, read by the gateway's.
    private volatile boolean isLow;

    /**
     * A watch.
     *
     * @param directory         of the data.
     * @param storeSegmentBytes of a segment of the store: one is prepared, and three halves of one are copied before
     *                          the first that is emptied goes (two snapshots later).
     * @param logSegmentBytes   of a segment of the log: two, for what is acked, ordered and applied meanwhile.
     */
    DiskWatch(final Path directory, final long storeSegmentBytes, final long logSegmentBytes)
    {
        this(directory, storeSegmentBytes + storeSegmentBytes / 2 * 3 + 2 * logSegmentBytes,
            directory.toFile()::getUsableSpace);
    }

    DiskWatch(final Path directory, final long segmentBytes, final LongSupplier usable)
    {
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.usable = usable;
    }

    /**
     * A snapshot is durable: the next one will hardly be much larger. Called by the file thread.
     *
     * @param bytes of it.
     */
    void snapshotTaken(final long bytes)
    {
        snapshotRoom = Math.max(SNAPSHOT_ROOM, bytes + bytes / SNAPSHOT_PARTS);
    }

    /**
     * What the store needs for the file that is written to behind the next snapshot: without it the node would end.
     * Called by the file thread.
     *
     * @param bytes 0 when the file is there already.
     */
    void nextSegment(final long bytes)
    {
        nextSegmentBytes = bytes;
    }

    /**
     * What the store gives back as soon as something is published: refusing publishes for want of it would be for ever.
     * Called by the file thread.
     *
     * @param bytes of it.
     */
    void kept(final long bytes)
    {
        keptBytes = bytes;
    }

    /**
     * Room below which publishes are refused.
     *
     * @return bytes.
     */
    long reserveBytes()
    {
        return segmentBytes + snapshotRoom;
    }

    boolean isLow()
    {
        return isLow;
    }

    /**
     * Whether a snapshot can be written, and the store be written to behind it, without filling the disk. Any thread
     * may ask.
     */
    boolean hasRoomForSnapshot()
    {
        return usableBytes >= snapshotNeeds();
    }

    private long snapshotNeeds()
    {
        return snapshotRoom + nextSegmentBytes;
    }

    int doWork(final long nowNs)
    {
        if (isStarted && nowNs - nextNs < 0)
        {
            return 0;
        }
        isStarted = true;
        nextNs = nowNs + INTERVAL_NS;
        final long usableNow = usable.getAsLong();
        final long reserveBytes = reserveBytes();
        usableBytes = usableNow;
        sayWhenFull(usableNow);
        // A little more than the reserve must be free again, or it would be said for ever.
        final boolean isLowNow = usableNow + keptBytes < (isLow ? reserveBytes + reserveBytes / 8 : reserveBytes);
        if (isLowNow == isLow)
        {
            return 0;
        }
        isLow = isLowNow;
        if (isLow)
        {
            LOG.warn("Publishes are refused: {} MB are free on the disk of {}, the reserve is {} MB; make room, or " +
                "lower limits so that messages expire", usableNow / MB, directory, reserveBytes / MB);
        }
        else
        {
            LOG.info("Publishes are accepted again: {} MB are free on the disk of {}", usableNow / MB, directory);
        }
        return 1;
    }

    /** Once each time that the disk gets low. */
    private void sayWhenFull(final long usableNow)
    {
        final boolean isFull = isLow && usableNow < snapshotNeeds();
        if (isFull && !isFullSaid)
        {
            LOG.warn(
                "No snapshot is taken, and nothing that is purged can be deleted: {} MB are free on the disk of {}, " +
                    "a snapshot and the store behind it need {} MB; delete something else there first",
                usableNow / MB,
                directory, snapshotNeeds() / MB);
        }
        isFullSaid = isFull || isLow && isFullSaid;
    }
}
