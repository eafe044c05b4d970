package io.standfast.engine.store;

/**
 * A search through the sealed segments for those of which at most half lives, by bytes: a copy of what lives there is
 * less than what goes with the rest. It goes round once, from where the last one ended, and ends before all that it has
 * found would take more than half a segment, because what is emptied goes only two snapshots later.
 *
 * <p>A segment that turns out to be damaged is passed ({@link LiveRecords#damaged}): it makes no room, and is left to
 * the scrub.
 *
 * <p>It begins at a snapshot and ends at the next at the latest, so what it knows is in none. Owned by the engine
 * thread; any may ask {@link #isOver}.
 */
final class SparseSearch
{
    private static final int NOTHING = 0;

    private final SegmentTable table;
    private final int copyLimit;
    private final LiveRecords records;
    // Written by the engine thread, read by the file thread.
    private volatile boolean isOver = true;
    private int start;
    private int newest;
    private boolean isRound;
    private int cursor;
    private int measured;
    private int offset;
    private int seenCount;
    private int liveBytes;
    private long copiedBytes;

    SparseSearch(final SegmentTable table, final StoreContext context)
    {
        this.table = table;
        this.copyLimit = context.segmentCapacity() / 2;
        this.records = new LiveRecords(context);
    }

    /**
     * Begin.
     *
     * @param after         segment behind which to begin; any number will do.
     * @param newestSegment that is looked at; it is sealed.
     */
    void begin(final int after, final int newestSegment)
    {
        start = after;
        newest = newestSegment;
        isRound = false;
        cursor = after;
        measured = NOTHING;
        copiedBytes = 0;
        isOver = false;
    }

    void end()
    {
        isOver = true;
    }

    boolean isOver()
    {
        return isOver;
    }

    /**
     * Segment that was looked at last.
     *
     * @return number.
     */
    int cursor()
    {
        return cursor;
    }

    /**
     * Something has been copied since it began.
     *
     * @param bytes of it.
     */
    void copied(final int bytes)
    {
        copiedBytes += bytes;
    }

    /**
     * Look at some records.
     *
     * @param log   whose channels know what lives.
     * @param bytes to look at.
     * @return segment that is worth copying, or {@link Compactor#NULL_SEGMENT}.
     */
    int doWork(final MessageLog log, final int bytes)
    {
        if (measured == NOTHING && !next())
        {
            end();
            return Compactor.NULL_SEGMENT;
        }
        final Segment segment = table.find(measured);
        if (segment == null || !segment.isSparse())
        {
            passed();
            return Compactor.NULL_SEGMENT;
        }
        final int until = (int) Math.min(segment.usedLength(), (long) offset + bytes);
        while (offset < until)
        {
            final int next = records.next(log, segment, offset);
            if (next == LiveRecords.DAMAGED)
            {
                passed();
                return Compactor.NULL_SEGMENT;
            }
            offset = next;
            seenCount += records.isRecord() ? 1 : 0;
            liveBytes += records.isLive() ? RecordLayout.EXCERPT_HEADER_LENGTH + records.length() : 0;
        }
        return offset < segment.usedLength() ? Compactor.NULL_SEGMENT : judge(segment);
    }

    private int judge(final Segment segment)
    {
        if (seenCount != segment.count())
        {
            records.damaged(segment, segment.usedLength());
            passed();
            return Compactor.NULL_SEGMENT;
        }
        if (liveBytes > segment.usedLength() / 2)
        {
            passed();
            return Compactor.NULL_SEGMENT;
        }
        if (copiedBytes + liveBytes > copyLimit)
        {
            // The next search begins with it.
            end();
            return Compactor.NULL_SEGMENT;
        }
        passed();
        return segment.number();
    }

    private void passed()
    {
        cursor = measured;
        measured = NOTHING;
    }

    private boolean next()
    {
        Segment candidate = table.nextSparse(cursor, isRound ? Math.min(start, newest) : newest);
        if (candidate == null && !isRound)
        {
            isRound = true;
            cursor = 0;
            candidate = table.nextSparse(0, Math.min(start, newest));
        }
        if (candidate == null)
        {
            return false;
        }
        measured = candidate.number();
        offset = 0;
        seenCount = 0;
        liveBytes = 0;
        return true;
    }
}
