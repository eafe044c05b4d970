package io.standfast.replication.restore;

import java.nio.file.Files;
import java.nio.file.Path;

import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.RecordingLog;
import io.standfast.replication.ProcessClock;
import io.standfast.replication.peer.PeerStatus;

/**
 * What the archive holds of the replicated log before the consensus module runs. Stateless.
 */
public final class LogFacts
{
    private static final PeerStatus.Log NOTHING = new PeerStatus.Log(0, PeerStatus.NO_POSITION, PeerStatus.NO_POSITION);

    private LogFacts()
    {
    }

    /**
     * Look at recording.log and the archive's catalog.
     *
     * @param cluster        directory of the consensus module.
     * @param archiveContext of the node's own archive, running.
     * @return start, end and last term of the log; nothing when none was ever recorded.
     */
    public static PeerStatus.Log read(final Path cluster, final AeronArchive.Context archiveContext)
    {
        if (!Files.exists(cluster.resolve("recording.log")))
        {
            return NOTHING;
        }
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), false))
        {
            final long recordingId = recordingLog.findLastTermRecordingId();
            return recordingId < 0 ? NOTHING : positions(recordingId, recordingLog.findLastTerm().leadershipTermId,
                archiveContext);
        }
    }

    private static PeerStatus.Log positions(final long recordingId, final long term,
        final AeronArchive.Context archiveContext)
    {
        try (AeronArchive archive = ProcessClock.connect(archiveContext))
        {
            final long[] range = {0, PeerStatus.NO_POSITION};
            archive.listRecording(recordingId, (controlSessionId, correlationId, id, startTimestamp, stopTimestamp,
                startPosition, stopPosition, initialTermId, segmentFileLength, termBufferLength, mtuLength, sessionId,
                streamId, strippedChannel, originalChannel, sourceIdentity) ->
            {
                range[0] = startPosition;
                range[1] = stopPosition;
            });
            return new PeerStatus.Log(range[0], range[1], PeerStatus.NO_POSITION, term);
        }
    }
}
