package io.standfast.engine.store;

import io.standfast.codecs.store.StoreRecordDecoder;

/**
 * Copies what still lives in a segment to the end of the log, a slice after each applied entry, so that the segment can
 * go. What it does follows from the log alone: it begins at a roll and its cursor is in the snapshot. Owned by the
 * engine thread.
 */
final class Compactor
{
    /** Nothing is being compacted. */
    static final int NULL_SEGMENT = 0;
    /** Bytes that are looked at after one entry, at least one record: about 5 us. */
    static final int SLICE_BYTES = 16 * 1024;
    /** A segment of which less than this part lives is worth copying; more would be mostly what is about to die. */
    private static final int LIVE_PART = 3;
    /** A segment this much smaller than full, of which there are many because each snapshot begins a new one. */
    private static final int SMALL_PART = 8;
    private static final int MANY_SMALL = 8;

    private final SegmentTable table;
    private final int segmentCapacity;
    private final StoredMessage message = new StoredMessage();
    private int segment = NULL_SEGMENT;
    private int offset;

    Compactor(final SegmentTable table, final int segmentCapacity)
    {
        this.table = table;
        this.segmentCapacity = segmentCapacity;
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
     * The open segment has been sealed: choose, unless there is work already.
     */
    void onRoll()
    {
        if (segment != NULL_SEGMENT)
        {
            return;
        }
        Segment firstSmall = null;
        int smallOnes = 0;
        for (final Segment candidate : table.all())
        {
            if (candidate == null || candidate.liveCount() == 0)
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
     * Do a slice.
     *
     * @param log to append to.
     */
    void doWork(final MessageLog log)
    {
        if (segment == NULL_SEGMENT)
        {
            return;
        }
        final Segment source = table.find(segment);
        if (source == null || source.liveCount() == 0)
        {
            segment = NULL_SEGMENT;
            return;
        }
        int budget = SLICE_BYTES;
        while (budget > 0 && offset < source.usedLength())
        {
            budget -= next(log, source);
        }
        if (offset >= source.usedLength())
        {
            segment = NULL_SEGMENT;
        }
    }

    private int next(final MessageLog log, final Segment source)
    {
        final int header = source.buffer().getInt(offset);
        final int length = header & RecordLayout.LENGTH_MASK;
        final int recordOffset = offset + RecordLayout.EXCERPT_HEADER_LENGTH;
        if (header == 0 || (header & RecordLayout.NOT_COMPLETE) != 0 || length > source.usedLength() - recordOffset)
        {
            throw new StoreDamagedException("segment " + source.file() + " is damaged near offset " + offset +
                ": its records cannot be copied");
        }
        offset = RecordLayout.align(recordOffset + length);
        if ((header & RecordLayout.META_DATA) == 0 && length >= RecordLayout.FIXED_LENGTH)
        {
            message.wrap(source.buffer(), recordOffset, length);
            final StoreRecordDecoder decoder = message.decoder();
            final ChannelIndex index = log.channel(decoder.channelId());
            final long location = ((long) source.number() << 32) | recordOffset;
            if (index != null && index.epoch() == decoder.epoch() && index.location(decoder.sequence()) == location)
            {
                log.copy(index, message, length);
            }
        }
        return length;
    }
}
