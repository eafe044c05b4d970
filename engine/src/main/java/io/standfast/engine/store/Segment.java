package io.standfast.engine.store;

import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of the log and its read-only mapping. Written by the engine thread; mapping and number are final, so that
 * readers may look at them.
 */
final class Segment
{
    private final int number;
    private final Path file;
    private final MappedByteBuffer mapping;
    private final UnsafeBuffer buffer;
    private int usedLength;
    private int count;
    private int crc;
    private int liveCount;
    private long lastLogPosition;
    private long retiredEpoch;
    // Written by the engine thread when the last record is in, read by the file thread that forces sealed segments.
    private volatile boolean isSealed;
    // Written by the file thread, read by the engine thread.
    private volatile boolean isForced;

    Segment(final int number, final Path file)
    {
        this.number = number;
        this.file = file;
        this.mapping = IoUtil.mapExistingFile(file.toFile(), FileChannel.MapMode.READ_ONLY,
            "segment");
        this.buffer = new UnsafeBuffer(mapping);
    }

    int number()
    {
        return number;
    }

    Path file()
    {
        return file;
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    int usedLength()
    {
        return usedLength;
    }

    int count()
    {
        return count;
    }

    int crc()
    {
        return crc;
    }

    long lastLogPosition()
    {
        return lastLogPosition;
    }

    int liveCount()
    {
        return liveCount;
    }

    void addLive()
    {
        liveCount++;
    }

    void removeLive()
    {
        liveCount--;
    }

    /**
     * A record has been added at the end.
     *
     * @param end         offset behind it.
     * @param newCrc      over all records.
     * @param logPosition of the record.
     */
    void added(final int end, final int newCrc, final long logPosition)
    {
        usedLength = end;
        crc = newCrc;
        count++;
        lastLogPosition = logPosition;
    }

    boolean isSealed()
    {
        return isSealed;
    }

    void seal()
    {
        isSealed = true;
    }

    boolean isForced()
    {
        return isForced;
    }

    void forced()
    {
        isForced = true;
    }

    long retiredEpoch()
    {
        return retiredEpoch;
    }

    void retire(final long epoch)
    {
        retiredEpoch = epoch;
    }

    void unmap()
    {
        IoUtil.unmap(mapping);
    }
}
