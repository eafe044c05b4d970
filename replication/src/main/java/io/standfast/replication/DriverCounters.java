package io.standfast.replication;

import java.io.File;
import java.nio.MappedByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersReader;

import io.aeron.CncFileDescriptor;

/**
 * The media driver's counters in a mapping of their own. Any thread may read, its owner closes it.
 * <p>
 * A part of Aeron that ends by itself unmaps its counters, and a thread that reads them in this moment ends the process
 * with a signal instead of an exit code. This mapping goes when nobody reads it. It does not wait for a collection of
 * garbage: until then 47 MB of memory would belong to a node that is gone, in a process that lives on.
 */
public final class DriverCounters implements AutoCloseable
{
    /** Value of any counter when the mapping is gone. */
    public static final long GONE = -1;

    private final MappedByteBuffer file;
    private final CountersReader reader;
    private final AtomicInteger readers = new AtomicInteger();
    // Written by the owner, read by whoever reads a counter.
    private volatile boolean isClosed;

    /**
     * Map.
     *
     * @param aeronDirectory of a media driver that runs.
     */
    public DriverCounters(final String aeronDirectory)
    {
        file = IoUtil.mapExistingFile(new File(aeronDirectory, CncFileDescriptor.CNC_FILE),
            CncFileDescriptor.CNC_FILE);
        final UnsafeBuffer metaData = CncFileDescriptor.createMetaDataBuffer(file);
        reader = new CountersReader(CncFileDescriptor.createCountersMetaDataBuffer(file, metaData),
            CncFileDescriptor.createCountersValuesBuffer(file, metaData));
    }

    /**
     * Value of a counter.
     *
     * @param counter of one of Aeron's parts, which may have ended.
     * @return value, the last one when it has; {@link #GONE} when this is closed.
     */
    public long value(final AtomicCounter counter)
    {
        readers.incrementAndGet();
        try
        {
            return isClosed ? GONE : reader.getCounterValue(counter.id());
        }
        finally
        {
            readers.decrementAndGet();
        }
    }

    /**
     * Value of a counter that there is one of.
     *
     * @param typeId of the counter.
     * @return value; {@link #GONE} when there is none, or this is closed.
     */
    long ofType(final int typeId)
    {
        readers.incrementAndGet();
        try
        {
            final int id = isClosed ? CountersReader.NULL_COUNTER_ID : find(typeId);
            return id == CountersReader.NULL_COUNTER_ID ? GONE : reader.getCounterValue(id);
        }
        finally
        {
            readers.decrementAndGet();
        }
    }

    /**
     * Value of a counter that is always there.
     *
     * @param counterId of the driver.
     * @return value; {@link #GONE} when this is closed.
     */
    long ofId(final int counterId)
    {
        readers.incrementAndGet();
        try
        {
            return isClosed ? GONE : reader.getCounterValue(counterId);
        }
        finally
        {
            readers.decrementAndGet();
        }
    }

    private int find(final int typeId)
    {
        final int[] found = {CountersReader.NULL_COUNTER_ID};
        reader.forEach((id, type, key, label) ->
        {
            if (type == typeId)
            {
                found[0] = id;
            }
        });
        return found[0];
    }

    /** For a thread that has ended when this is closed. */
    CountersReader reader()
    {
        return reader;
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            // Who comes now sees that it is closed; who came before is done in a moment.
            while (readers.get() != 0)
            {
                Thread.onSpinWait();
            }
            IoUtil.unmap(file);
        }
    }
}
