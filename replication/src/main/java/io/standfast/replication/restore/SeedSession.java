package io.standfast.replication.restore;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusterBackup;
import io.aeron.cluster.ClusterBackupEventsListener;
import io.aeron.cluster.ClusterMember;
import io.aeron.cluster.RecordingLog;
import io.standfast.replication.DriverCounters;
import io.standfast.replication.IncarnationCredentials;
import io.standfast.replication.Member;
import io.standfast.replication.ProcessClock;

/**
 * Copies the newest snapshot and the log behind it from the leader into this member's own directories, and goes on
 * recording until it is closed (AERON-FACTS, recipe 1). Owned by the launching thread.
 */
public final class SeedSession implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(SeedSession.class);

    private final ClusterBackup backup;
    private final DriverCounters counters;

    /**
     * Begin to copy.
     *
     * @param context of the session.
     */
    public SeedSession(final SeedContext context)
    {
        final StringBuilder peers = new StringBuilder();
        for (final Member member : context.members())
        {
            if (member.memberId() != context.memberId())
            {
                peers.append(peers.isEmpty() ? "" : ",").append(member.consensusEndpoint());
            }
        }
        counters = new DriverCounters(context.aeronDirectory());
        final Member own = context.members().get(context.memberId());
        final ErrorHandler errors = error -> LOG.debug("seeding: {}", error.toString());
        backup = ClusterBackup.launch(new ClusterBackup.Context().aeronDirectoryName(context.aeronDirectory())
            .epochClock(ProcessClock.EPOCH)
            .clusterDir(context.cluster().toFile()).clusterConsensusEndpoints(peers.toString())
            .consensusChannel("aeron:udp?endpoint=" + own.consensusEndpoint())
            .consensusStreamId(Member.consensusStreamId(context.incarnation(), context.leftOut()))
            .sourceType(ClusterBackup.SourceType.LEADER).initialReplayStart(
                ClusterBackup.Configuration.ReplayStart.LATEST_SNAPSHOT)
            .catchupEndpoint(own.seedEndpoint())
            .catchupChannel("aeron:udp?alias=seed|term-length=64k").archiveContext(context.archiveContext().clone())
            .clusterArchiveContext(new AeronArchive.Context().aeronDirectoryName(context.aeronDirectory())
                .controlRequestChannel("aeron:udp?term-length=64k").controlResponseChannel("aeron:udp?endpoint=" + own
                    .host() + ":0"))
            .credentialsSupplier(new IncarnationCredentials(context.incarnation())).eventsListener(new Progress())
            .clusterBackupResponseTimeoutNs(TimeUnit.SECONDS.toNanos(2))
            .clusterBackupCoolDownIntervalNs(TimeUnit.MILLISECONDS.toNanos(500)).clusterBackupProgressTimeoutNs(
                TimeUnit.SECONDS.toNanos(10))
            .errorHandler(errors));
    }

    /**
     * Position up to which the log has been recorded here. The backup's listener hears only of what grows after it has
     * begun to look: nothing, when the log is short and nobody publishes.
     *
     * @return position, 0 before the first.
     */
    public long livePosition()
    {
        return counters.value(backup.context().liveLogPositionCounter());
    }

    /**
     * Whether snapshot and log are here up to a position and go on being recorded.
     *
     * @param position that must have been passed.
     * @return true when caught up.
     */
    public boolean isCaughtUp(final long position)
    {
        return !backup.context().aeron().isClosed() && ClusterBackup.State.get(counters.value(backup.context()
            .stateCounter())) == ClusterBackup.State.BACKING_UP && livePosition() >= position;
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(backup, counters);
    }

    /**
     * Hears the backup, on its thread.
     */
    private static final class Progress implements ClusterBackupEventsListener
    {
        @Override
        public void onBackupQuery()
        {
            LOG.debug("seeding: the leader is asked");
        }

        @Override
        public void onPossibleFailure(final Exception ex)
        {
            LOG.info("seeding: interrupted, it is tried again: {}", ex.getMessage());
        }

        @Override
        public void onBackupResponse(final ClusterMember[] clusterMembers, final ClusterMember source,
            final List<RecordingLog.Snapshot> snapshotsToRetrieve)
        {
            LOG.info("seeding: member {} answers, {} snapshot recordings are copied", source.id(), snapshotsToRetrieve
                .size());
        }

        @Override
        public void onUpdatedRecordingLog(final RecordingLog recordingLog,
            final List<RecordingLog.Snapshot> snapshotsRetrieved)
        {
            LOG.info("seeding: recording.log has {} entries", recordingLog.entries().size());
        }

        @Override
        public void onLiveLogProgress(final long recordingId, final long recordingPosCounterId, final long logPosition)
        {
            LOG.trace("seeding: log at {}", logPosition);
        }
    }
}
