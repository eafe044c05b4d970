package io.standfast.engine.store;

/**
 * Copies what still lives in a segment to the end of the log, a slice after each applied entry, so that the segment can
 * go. What it does follows from the log alone: it begins at a roll, and its cursor is in the snapshot. While room is
 * wanted it begins at snapshots instead, looks for the segments where most is dead, and works at timers, too, because
 * then hardly any entry comes. Owned by the engine thread.
 */
public final class Compactor
{
    /** Nothing is being compacted. */
    static final int NULL_SEGMENT = 0;
    /** Bytes that are looked at after one entry, at least one record: about 5 us. */
    static final int SLICE_BYTES = 16 * 1024;
    /** Part of a segment that is copied at a timer when room is wanted, and part that is looked at: about 1 ms each. */
    private static final int TIMER_COPY_PART = 256;
    private static final int TIMER_SEARCH_PART = 64;
    /** A segment of which less than this part lives is worth copying; more would be mostly what is about to die. */
    private static final int LIVE_PART = 3;
    /** A segment this much smaller than full, of which there are many because each snapshot begins a new one. */
    private static final int SMALL_PART = 8;
    private static final int MANY_SMALL = 8;

    private final SegmentTable table;
    private final int segmentCapacity;
    private final LiveRecords records;
    private final SparseSearch search;
    // Written by the engine thread, read by the file thread.
    private volatile int segment = NULL_SEGMENT;
    // Written by the engine thread, read by the file thread.
    private volatile boolean isRoomWanted;
    // While nothing is copied, the segment that was looked at last, if a search was the last thing that happened.
    private int offset;

    Compactor(final SegmentTable table, final StoreContext context)
    {
        this.table = table;
        this.segmentCapacity = context.segmentCapacity();
        this.records = new LiveRecords(context);
        this.search = new SparseSearch(table, context);
    }

    int segment()
    {
        return segment;
    }

    int offset()
    {
        return offset;
    }

    void restore(final int restoredSegment, final int restoredOffset)
    {
        segment = restoredSegment;
        offset = restoredOffset;
    }

    /**
     * Say whether the log has it that a disk is low: then segments are not chosen at rolls but searched for from each
     * snapshot on, and are to be copied without waiting for entries.
     *
     * @param isWanted whether room is wanted.
     */
    public void wantRoom(final boolean isWanted)
    {
        if (isWanted != isRoomWanted)
        {
            isRoomWanted = isWanted;
            search.end();
        }
    }

    /**
     * Whether room is wanted. Any thread may ask.
     *
     * @return true if so.
     */
    public boolean isRoomWanted()
    {
        return isRoomWanted;
    }

    /**
     * Whether it makes room, and needs timers to go on. Any thread may ask.
     *
     * @return true if so.
     */
    public boolean isMakingRoom()
    {
        return isRoomWanted && (segment != NULL_SEGMENT || !search.isOver());
    }

    /**
     * A snapshot has been taken, or restored: what is not in it is the same in both cases.
     *
     * @param newestSegment ever begun, sealed.
     */
    public void onSnapshot(final int newestSegment)
    {
        search.end();
        if (isRoomWanted)
        {
            search.begin(segment == NULL_SEGMENT ? offset : segment, newestSegment);
        }
    }

    /**
     * The open segment has been sealed: choose, unless there is work already.
     */
    void onRoll()
    {
        if (segment != NULL_SEGMENT || isRoomWanted)
        {
            return;
        }
        Segment firstSmall = null;
        int smallOnes = 0;
        for (final Segment candidate : table.all())
        {
            if (candidate == null || candidate.liveCount() == 0 || candidate.isLeftAlone())
            {
                continue;
            }
            if ((long) candidate.liveCount() * LIVE_PART < candidate.count())
            {
                begin(candidate);
                return;
            }
            if (candidate.usedLength() < segmentCapacity / SMALL_PART)
            {
                smallOnes++;
                firstSmall = firstSmall == null ? candidate : firstSmall;
            }
        }
        if (smallOnes >= MANY_SMALL)
        {
            begin(firstSmall);
        }
    }

    private void begin(final Segment chosen)
    {
        segment = chosen.number();
        offset = 0;
    }

    /**
     * Do a slice, after an entry.
     *
     * @param log to append to.
     */
    public void doWork(final MessageLog log)
    {
        doWork(log, SLICE_BYTES, SLICE_BYTES);
    }

    /**
     * Do a larger slice, at a timer, when room is wanted: then hardly anything else is to be done.
     *
     * @param log to append to.
     */
    public void doTimerWork(final MessageLog log)
    {
        if (isRoomWanted)
        {
            doWork(log, segmentCapacity / TIMER_COPY_PART, segmentCapacity / TIMER_SEARCH_PART);
        }
    }

    private void doWork(final MessageLog log, final int copyBytes, final int searchBytes)
    {
        if (segment != NULL_SEGMENT)
        {
            copy(log, copyBytes);
        }
        else if (!search.isOver())
        {
            final int found = search.doWork(log, searchBytes);
            offset = found == NULL_SEGMENT ? search.cursor() : 0;
            segment = found;
        }
    }

    private void copy(final MessageLog log, final int bytes)
    {
        final Segment source = table.find(segment);
        if (source == null || source.liveCount() == 0)
        {
            copied();
            return;
        }
        int budget = bytes;
        while (budget > 0 && offset < source.usedLength())
        {
            final int next = records.next(log, source, offset);
            if (next == LiveRecords.DAMAGED)
            {
                copied();
                return;
            }
            offset = next;
            budget -= records.length();
            if (records.isLive())
            {
                log.copy(records.channel(), records.message(), records.length());
                search.copied(records.length());
            }
        }
        if (offset >= source.usedLength())
        {
            if (source.liveCount() > 0)
            {
                records.leftOver(source);
            }
            copied();
        }
    }

    /** Say what was found on the way. Called by the file thread. */
    int report()
    {
        return records.report();
    }

    private void copied()
    {
        segment = NULL_SEGMENT;
        if (!search.isOver())
        {
            offset = search.cursor();
        }
    }
}
