package io.standfast.replication.client;

import java.io.File;
import java.nio.MappedByteBuffer;

import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

import io.aeron.CncFileDescriptor;

/**
 * The clock of a media driver of another process, and whether that driver lives. Server and driver tell one another the
 * time that has passed since their start, not the time of day; a client that went by the time of day would take them
 * for dead after somebody has set the clock. Owned by the client's thread.
 */
final class DriverClock implements EpochClock
{
    private static final long NS_PER_MS = 1_000_000;
    /** A driver says every second that it lives. */
    private static final long FRESH_MS = 3_000;

    private final File file;
    private long seenMs = Long.MIN_VALUE;
    private long anchorMs;
    private long anchorNs;

    /**
     * A clock that does not run yet.
     *
     * @param aeronDirectory of the driver.
     */
    DriverClock(final String aeronDirectory)
    {
        file = new File(aeronDirectory, CncFileDescriptor.CNC_FILE);
    }

    /**
     * Look whether the driver lives, and take its time. One whose time is another than this machine's is believed when
     * its time goes on.
     *
     * @return true if so.
     */
    boolean tryStart()
    {
        final long beatMs = beatMs();
        final boolean isFresh = Math.abs(System.currentTimeMillis() - beatMs) < FRESH_MS;
        final boolean isLive = beatMs > 0 && (isFresh || seenMs != Long.MIN_VALUE && beatMs != seenMs);
        seenMs = beatMs;
        anchorMs = isFresh ? System.currentTimeMillis() : beatMs;
        anchorNs = System.nanoTime();
        return isLive;
    }

    @Override
    public long time()
    {
        return anchorMs + (System.nanoTime() - anchorNs) / NS_PER_MS;
    }

    private long beatMs()
    {
        if (file.length() < CncFileDescriptor.META_DATA_LENGTH)
        {
            return 0;
        }
        final MappedByteBuffer mapped = IoUtil.mapExistingFile(file, "cnc");
        try
        {
            final UnsafeBuffer metaData = CncFileDescriptor.createMetaDataBuffer(mapped);
            final int version = metaData.getIntVolatile(CncFileDescriptor.cncVersionOffset(0));
            return version == 0 ? 0 : new ManyToOneRingBuffer(CncFileDescriptor.createToDriverBuffer(mapped, metaData))
                .consumerHeartbeatTime();
        }
        finally
        {
            BufferUtil.free(mapped);
        }
    }
}
