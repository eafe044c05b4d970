package io.standfast.replication;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

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
    /** What the reserve holds for snapshots: below it something else fills the disk. */
    static final long SNAPSHOT_ROOM = 32 * MB;

    private final Path directory;
    private final long reserveBytes;
    private long nextNs;
    private boolean isStarted;
    private long usableBytes;
    // Written by the file thread, read by the gateway's.
    private volatile boolean isLow;

    DiskWatch(final Path directory, final long reserveBytes)
    {
        this.directory = directory;
        this.reserveBytes = reserveBytes;
    }

    boolean isLow()
    {
        return isLow;
    }

    /**
     * Whether a snapshot can be written without filling the disk; asked by the file thread.
     */
    boolean hasRoomForSnapshot()
    {
        return usableBytes >= SNAPSHOT_ROOM;
    }

    int doWork(final long nowNs)
    {
        if (isStarted && nowNs - nextNs < 0)
        {
            return 0;
        }
        isStarted = true;
        nextNs = nowNs + INTERVAL_NS;
        final long usable = directory.toFile().getUsableSpace();
        usableBytes = usable;
        // A little more than the reserve must be free again, or it would be said for ever.
        final boolean isLowNow = usable < (isLow ? reserveBytes + reserveBytes / 8 : reserveBytes);
        if (isLowNow == isLow)
        {
            return 0;
        }
        isLow = isLowNow;
        if (isLow)
        {
            LOG.warn("Publishes are refused: {} MB are free on the disk of {}, the reserve is {} MB; make room, or " +
                "lower limits so that messages expire", usable / MB, directory, reserveBytes / MB);
        }
        else
        {
            LOG.info("Publishes are accepted again: {} MB are free on the disk of {}", usable / MB, directory);
        }
        return 1;
    }
}
