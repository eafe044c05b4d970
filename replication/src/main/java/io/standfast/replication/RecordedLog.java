package io.standfast.replication;

import java.util.function.LongUnaryOperator;

import org.agrona.concurrent.status.CountersReader;

import io.aeron.archive.status.RecordingPos;
import io.standfast.replication.peer.PeerStatus;

/**
 * Where the log ends that this node has recorded, with what is not committed and may never be. While it is recorded a
 * counter of the archive says it; when that is gone, because nobody leads, the archive is asked once. Owned by the file
 * thread.
 */
final class RecordedLog
{
    private final LongUnaryOperator stopPosition;
    private long recordingId = RecordingPos.NULL_RECORDING_ID;
    private int counterId = CountersReader.NULL_COUNTER_ID;
    private boolean hasAsked;
    // Written by the file thread, read by whoever asks for a status.
    private volatile long end = PeerStatus.NO_POSITION;

    /**
     * A log of which nothing is known yet.
     *
     * @param stopPosition asks the archive where a recording has stopped, negative when it has not.
     */
    RecordedLog(final LongUnaryOperator stopPosition)
    {
        this.stopPosition = stopPosition;
    }

    /** It is this recording; an election may shorten it, and it goes on being the same. */
    void recording(final long id)
    {
        recordingId = id;
        hasAsked = false;
    }

    /** Position, {@link PeerStatus#NO_POSITION} while it is not known. For any thread. */
    long end()
    {
        return end;
    }

    /**
     * Look.
     *
     * @param counters of the media driver.
     */
    void look(final CountersReader counters)
    {
        if (recordingId == RecordingPos.NULL_RECORDING_ID)
        {
            return;
        }
        if (counterId == CountersReader.NULL_COUNTER_ID || !RecordingPos.isActive(counters, counterId, recordingId))
        {
            counterId = find(counters);
        }
        if (counterId == CountersReader.NULL_COUNTER_ID)
        {
            ask();
            return;
        }
        hasAsked = false;
        final long position = counters.getCounterValue(counterId);
        if (RecordingPos.isActive(counters, counterId, recordingId))
        {
            end = position;
        }
    }

    /** There is one archive only. */
    private int find(final CountersReader counters)
    {
        for (int id = 0; id <= counters.maxCounterId(); id++)
        {
            if (counters.getCounterState(id) == CountersReader.RECORD_ALLOCATED && counters.getCounterTypeId(
                id) == RecordingPos.RECORDING_POSITION_TYPE_ID && RecordingPos.isActive(counters, id, recordingId))
            {
                return id;
            }
        }
        return CountersReader.NULL_COUNTER_ID;
    }

    private void ask()
    {
        if (hasAsked)
        {
            return;
        }
        hasAsked = true;
        final long position = stopPosition.applyAsLong(recordingId);
        if (position >= 0)
        {
            end = position;
        }
    }
}
