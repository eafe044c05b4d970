package io.standfast.replication;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;

/**
 * A disk refused to force what the newest snapshot needs. The next start would find all of it in the system's memory,
 * whole, and take the snapshot for durable; so it goes back to the one before, and what came later is written again
 * from the log. Immutable.
 *
 * @param cluster  directory with recording.log; null when nothing was refused.
 * @param position of the newest snapshot that may be used.
 */
record SnapshotRetreat(Path cluster, long position)
{
    static final SnapshotRetreat NONE = new SnapshotRetreat(null, -1);

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRetreat.class);
    private static final int SERVICE_ID = 0;
    private static final int WITH_METADATA = 2;

    /**
     * What to do when a force was refused. Called by the thread to which that happened.
     *
     * @param cluster         directory with recording.log.
     * @param durablePosition of the newest snapshot that this process has made durable, -1 for none.
     * @param isLogWhole      whether the recording with this id begins at 0, so that no snapshot is needed.
     * @return what to do as soon as nobody writes recording.log any more.
     */
    static SnapshotRetreat before(final Path cluster, final long durablePosition, final LongPredicate isLogWhole)
    {
        if (durablePosition >= 0)
        {
            return new SnapshotRetreat(cluster, durablePosition);
        }
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), false))
        {
            final List<RecordingLog.Entry> found = snapshots(recordingLog);
            if (found.size() > 1)
            {
                return new SnapshotRetreat(cluster, found.get(1).logPosition);
            }
            return !found.isEmpty() && isLogWhole.test(recordingLog.findLastTermRecordingId())
                ? new SnapshotRetreat(cluster, -1) : NONE;
        }
        catch (final RuntimeException ex)
        {
            LOG.error("{} cannot be read: {}; the next start uses the newest snapshot, of which the disk may have " +
                "lost a part", cluster, ex.getMessage());
            return NONE;
        }
    }

    void carryOut()
    {
        if (cluster == null)
        {
            return;
        }
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), false))
        {
            List<RecordingLog.Entry> found = snapshots(recordingLog);
            while (!found.isEmpty() && found.get(0).logPosition > position && recordingLog.invalidateLatestSnapshot())
            {
                LOG.warn("the snapshot at log position {} is not used at the next start: the disk refused to force " +
                    "what it needs", found.get(0).logPosition);
                found = snapshots(recordingLog);
            }
            recordingLog.force(WITH_METADATA);
        }
        catch (final RuntimeException ex)
        {
            LOG.error("{} cannot be written: {}; the next start may use a snapshot of which the disk has lost a part",
                cluster, ex.getMessage());
        }
    }

    /**
     * Consensus module entries of complete snapshots.
     *
     * @return newest first.
     */
    static List<RecordingLog.Entry> snapshots(final RecordingLog recordingLog)
    {
        final List<RecordingLog.Entry> complete = new ArrayList<>();
        final List<RecordingLog.Entry> entries = recordingLog.entries();
        for (int i = entries.size() - 1; i >= 0; i--)
        {
            final RecordingLog.Entry entry = entries.get(i);
            if (entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT && entry.isValid &&
                entry.serviceId == ConsensusModule.Configuration.SERVICE_ID && service(entries, entry) != null)
            {
                complete.add(entry);
            }
        }
        return complete;
    }

    static RecordingLog.Entry service(final List<RecordingLog.Entry> entries,
        final RecordingLog.Entry snapshot)
    {
        for (final RecordingLog.Entry entry : entries)
        {
            if (entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT && entry.isValid && entry.serviceId == SERVICE_ID &&
                entry.logPosition == snapshot.logPosition)
            {
                return entry;
            }
        }
        return null;
    }
}
