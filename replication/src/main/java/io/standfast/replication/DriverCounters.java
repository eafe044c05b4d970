package io.standfast.replication;

import java.io.File;
import java.nio.MappedByteBuffer;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;

import io.aeron.CncFileDescriptor;

/**
 * The media driver's counters in a mapping of their own. Any thread may read.
 * <p>
 * A part of Aeron that ends by itself unmaps its counters, and a thread that reads them in this moment ends the process
 * with a signal instead of an exit code. This mapping is there as long as somebody can reach it: nobody closes it.
 */
public final class DriverCounters
{
    private final CountersReader reader;

    /**
     * Map.
     *
     * @param aeronDirectory of a media driver that runs.
     */
    public DriverCounters(final String aeronDirectory)
    {
        final MappedByteBuffer file = IoUtil.mapExistingFile(new File(aeronDirectory, CncFileDescriptor.CNC_FILE),
            CncFileDescriptor.CNC_FILE);
        final UnsafeBuffer metaData = CncFileDescriptor.createMetaDataBuffer(file);
        reader = new CountersReader(CncFileDescriptor.createCountersMetaDataBuffer(file, metaData),
            CncFileDescriptor.createCountersValuesBuffer(file, metaData));
    }

    /**
     * Value of a counter.
     *
     * @param counter of one of Aeron's parts, which may have ended.
     * @return value, the last one when it has.
     */
    public long value(final AtomicCounter counter)
    {
        return reader.getCounterValue(counter.id());
    }

    CountersReader reader()
    {
        return reader;
    }
}
