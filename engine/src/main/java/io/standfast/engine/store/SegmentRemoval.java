package io.standfast.engine.store;

import java.util.ArrayDeque;
import java.util.Set;

import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Decides which segments may go: those in which nothing lives and that neither of the two newest durable snapshots
 * lists. Owned by the engine thread, which retires them; the file thread deletes them.
 */
final class SegmentRemoval
{
    /** Position of the snapshot that was restored: older than any that is taken. */
    static final long RESTORED_POSITION = Long.MIN_VALUE + 1;
    private static final int RETIRED_LIMIT = 1024;

    private final SegmentTable table;
    private final ArrayDeque<SnapshotSegments> snapshots = new ArrayDeque<>();
    private final ManyToOneConcurrentArrayQueue<Segment> retired = new ManyToOneConcurrentArrayQueue<>(RETIRED_LIMIT);
    private long releasedPosition = Long.MIN_VALUE;

    private record SnapshotSegments(long logPosition, Set<Integer> segments)
    {
    }

    SegmentRemoval(final SegmentTable table)
    {
        this.table = table;
    }

    void onSnapshot(final long logPosition, final Set<Integer> listed)
    {
        snapshots.addLast(new SnapshotSegments(logPosition, listed));
    }

    /**
     * Retired segments, for the file thread.
     *
     * @return queue.
     */
    ManyToOneConcurrentArrayQueue<Segment> retired()
    {
        return retired;
    }

    /**
     * Retire what may go.
     *
     * @param durable position of the newest durable snapshot.
     * @param open    segment that is written to, or null.
     */
    void release(final long durable, final Segment open)
    {
        if (durable == releasedPosition)
        {
            return;
        }
        releasedPosition = durable;
        while (snapshots.size() > 2 && secondNewestDurable(durable) > snapshots.peekFirst().logPosition())
        {
            snapshots.removeFirst();
        }
        for (final Segment segment : table.all())
        {
            if (segment != null && segment != open && segment.liveCount() == 0 && !isListed(segment.number()) &&
                retired.size() < RETIRED_LIMIT)
            {
                table.remove(segment);
                retired.add(segment);
            }
        }
    }

    private long secondNewestDurable(final long durable)
    {
        long newest = Long.MIN_VALUE;
        long second = Long.MIN_VALUE;
        for (final SnapshotSegments snapshot : snapshots)
        {
            if (snapshot.logPosition() <= durable)
            {
                second = newest;
                newest = snapshot.logPosition();
            }
        }
        return second;
    }

    private boolean isListed(final int segment)
    {
        for (final SnapshotSegments snapshot : snapshots)
        {
            if (snapshot.segments().contains(segment))
            {
                return true;
            }
        }
        return false;
    }
}
