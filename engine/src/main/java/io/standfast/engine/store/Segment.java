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
    // Written by the engine thread without ordering: monitoring reads them, too, as they were a moment ago. Whoever
    // must have them right reads them behind isSealed, or is the engine thread.
    private int usedLength;
    private int liveCount;
    private int count;
    private int crc;
    private boolean isLeftAlone;
    private long lastLogPosition;
    private long retiredEpoch;
    // Written by the engine thread when the last record is in, read by the file thread that forces sealed segments.
    private volatile boolean isSealed;
    // Written by the file thread, read by the engine thread.
    private volatile boolean isForced;
    // The file belongs to the file thread once the segment is sealed, and to the scrub's while this is true: each of
    // them writes it when it hands the file over.
    private volatile boolean isDescribed;
    // Written by readers that met a damaged record, and by the scrub when it has looked.
    private volatile boolean isSuspect;

    Segment(final int number, final Path file)
    {
        this.number = number;
        this.file = file;
        this.mapping = IoUtil.mapExistingFile(file.toFile(), FileChannel.MapMode.READ_ONLY,
            "segment");
        this.buffer = new UnsafeBuffer(mapping);
    }

    private Segment(final Segment other)
    {
        number = other.number;
        file = other.file;
        mapping = other.mapping;
        buffer = other.buffer;
    }

    /**
     * The same file as if nothing were known of its records; shares the mapping and must not outlive it.
     *
     * @return view.
     */
    Segment unscanned()
    {
        return new Segment(this);
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

    /** Whether some of its records live, and some do not, and it can be emptied. */
    boolean isSparse()
    {
        return liveCount > 0 && liveCount < count && !isLeftAlone;
    }

    boolean isLeftAlone()
    {
        return isLeftAlone;
    }

    /** It is damaged: what lives there is not copied, and stays. */
    void leaveAlone()
    {
        isLeftAlone = true;
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
        // A copy made by compaction is older than what was appended before it.
        lastLogPosition = Math.max(lastLogPosition, logPosition);
    }

    /**
     * As a manifest or a sidecar describes it.
     *
     * @param length      bytes up to the end of the last record.
     * @param records     number.
     * @param recordsCrc  over all records.
     * @param logPosition newest of the records.
     */
    void described(final int length, final int records, final int recordsCrc, final long logPosition)
    {
        usedLength = length;
        count = records;
        crc = recordsCrc;
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

    /**
     * Whether the file thread is done with it: its sidecar is written, could not be, or was found good at restore.
     *
     * @return true if so.
     */
    boolean isDescribed()
    {
        return isDescribed;
    }

    void sidecarWritten()
    {
        isDescribed = true;
    }

    void sidecarRemoved()
    {
        isDescribed = false;
    }

    boolean isSuspect()
    {
        return isSuspect;
    }

    void suspect(final boolean value)
    {
        isSuspect = value;
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
