package io.standfast.engine.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The mapped segments and who reads them. The engine thread changes the table; readers look at the array that was there
 * when they came.
 *
 * <p>A segment is unmapped only after every reader has published an epoch past its retirement: a reader that has done
 * so took the array after the segment had left it. An earlier unmap would be a segmentation fault.
 */
final class SegmentTable
{
    private static final Segment[] NONE = new Segment[0];

    // Written by the engine thread, read by readers: an immutable array, indexed by number - number of the first.
    private volatile Segment[] segments = NONE;
    // Written by the engine thread, read by readers: the epoch that began with the newest retirement.
    private volatile long epoch = 1;
    // Copied on write by the thread that adds or removes a reader (start-up and shutdown), read by the file thread.
    private volatile List<AtomicLong> readerEpochs = List.of();

    Segment find(final int number)
    {
        final Segment[] current = segments;
        if (current.length == 0)
        {
            return null;
        }
        final int index = number - current[0].number();
        return index >= 0 && index < current.length ? current[index] : null;
    }

    Segment[] all()
    {
        return segments;
    }

    int count()
    {
        int count = 0;
        for (final Segment segment : segments)
        {
            count += segment == null ? 0 : 1;
        }
        return count;
    }

    /**
     * The next segment in which some records live and some do not.
     *
     * @param after  number before its own.
     * @param newest highest number.
     * @return segment, or null.
     */
    Segment nextSparse(final int after, final int newest)
    {
        for (final Segment segment : segments)
        {
            if (segment != null && segment.number() > after && segment.number() <= newest && segment.isSparse())
            {
                return segment;
            }
        }
        return null;
    }

    StoreRoom room(final boolean isNextPrepared, final long keptBytes)
    {
        int dead = 0;
        int sparse = 0;
        long messages = 0;
        for (final Segment segment : segments)
        {
            if (segment != null)
            {
                dead += segment.liveCount() > 0 ? 0 : 1;
                sparse += segment.isSparse() ? 1 : 0;
                messages += segment.liveCount();
            }
        }
        return new StoreRoom(dead, sparse, messages, isNextPrepared, keptBytes);
    }

    long usedBytes()
    {
        long bytes = 0;
        for (final Segment segment : segments)
        {
            bytes += segment == null ? 0 : segment.usedLength();
        }
        return bytes;
    }

    void add(final Segment segment)
    {
        final Segment[] current = segments;
        final int base = current.length == 0 ? segment.number() : current[0].number();
        final Segment[] next = Arrays.copyOf(current, segment.number() - base + 1);
        next[segment.number() - base] = segment;
        segments = next;
    }

    void remove(final Segment segment)
    {
        final Segment[] current = segments;
        final int base = current[0].number();
        final Segment[] next = current.clone();
        next[segment.number() - base] = null;
        int begin = 0;
        while (begin < next.length && next[begin] == null)
        {
            begin++;
        }
        segments = begin == next.length ? NONE : Arrays.copyOfRange(next, begin, next.length);
        segment.retire(epoch + 1);
        epoch = epoch + 1;
    }

    long epoch()
    {
        return epoch;
    }

    AtomicLong addReader()
    {
        final AtomicLong reader = new AtomicLong(epoch);
        final List<AtomicLong> next = new ArrayList<>(readerEpochs);
        next.add(reader);
        readerEpochs = List.copyOf(next);
        return reader;
    }

    void removeReader(final AtomicLong reader)
    {
        final List<AtomicLong> next = new ArrayList<>(readerEpochs);
        next.remove(reader);
        readerEpochs = List.copyOf(next);
    }

    boolean isFree(final Segment retired)
    {
        for (final AtomicLong reader : readerEpochs)
        {
            // Ordered with the volatile table: see StoreReader.resume.
            if (reader.get() < retired.retiredEpoch())
            {
                return false;
            }
        }
        return true;
    }
}
