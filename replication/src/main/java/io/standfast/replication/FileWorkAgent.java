package io.standfast.replication;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ArchiveException;
import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.RecordingLog;
import io.aeron.exceptions.AeronException;
import io.standfast.engine.store.DiskForce;
import io.standfast.engine.store.MessageLog;
import io.standfast.engine.store.StoreException;
import io.standfast.engine.store.StoreRoom;
import io.standfast.replication.identity.DataDirectory;
import io.standfast.replication.peer.PeerStatus;

/**
 * Slow file work of a node: asks for snapshots, makes them durable, and only then lets go of what they replace. Owned
 * by
 * its own thread.
 *
 * <p>A snapshot is durable when recording.log has entries for service and consensus module at its position and the
 * store's segments, both recordings, the catalog, recording.log and their directories have been forced (also without
 * file_sync,
 * which is about acks only). The log goes up to the second newest durable snapshot, its recordings before that.
 */
final class FileWorkAgent implements Agent
{
    private static final Logger LOG = LoggerFactory.getLogger(FileWorkAgent.class);
    private static final int SNAPSHOTS_KEPT = 2;
    private static final long CALM_AFTER_NS = TimeUnit.SECONDS.toNanos(1);

    private final MessageLog store;
    private final DataDirectory dataDirectory;
    private final ConsensusModule.Context consensus;
    private final AeronArchive.Context archiveContext;
    private final ClusterView view;
    private final DiskWatch diskWatch;
    private final Consumer<String> tailLost;
    private final AtomicBoolean isSnapshotWanted = new AtomicBoolean();
    private final DiskRelief diskRelief = new DiskRelief();
    private final SetAsideRelease setAsideRelease = new SetAsideRelease();
    private final RecordedLog recordedLog = new RecordedLog(this::stopPosition);
    private AeronArchive archive;
    private long snapshotsSeen = -1;
    // Written by this agent, read by whoever waits for a snapshot.
    private volatile long durablePosition = -1;
    private long requestedPosition = -1;
    // Written by this agent, read by whoever closes the node.
    private volatile boolean hasEnded;
    private volatile SnapshotRetreat retreat = SnapshotRetreat.NONE;
    // Written by this agent, read by the peer thread.
    private volatile long logStart;
    private boolean isElectionClosed;
    private boolean isTailWhole;
    private long replayedTo;
    private long electionClosedNs;

    FileWorkAgent(final MessageLog store, final DataDirectory dataDirectory, final ConsensusModule.Context consensus,
        final AeronArchive.Context archiveContext, final DiskWatch diskWatch, final ClusterView view,
        final Consumer<String> tailLost)
    {
        this.view = view;
        this.tailLost = tailLost;
        this.store = store;
        this.dataDirectory = dataDirectory;
        this.consensus = consensus;
        this.archiveContext = archiveContext;
        this.diskWatch = diskWatch;
    }

    /**
     * What this agent must know of the rest.
     */
    interface ClusterView
    {
        /**
         * Whether this node leads: only the leader asks for snapshots, all members take them.
         */
        boolean isLeading();

        /**
         * The driver's counters, to be read while Aeron's parts may end.
         */
        DriverCounters counters();

        /**
         * Position that every member which is there has reached: what lies before it nobody asks for.
         */
        long purgeFloor();

        /**
         * Position up to which the engine has applied the log.
         */
        long appliedPosition();

        /**
         * Log that is kept for members that have not reached its end, bytes.
         */
        long logKeptBytes();

        /**
         * Log since the last snapshot after which the next one is taken, bytes.
         */
        long snapshotIntervalBytes();

        /**
         * Whether the disk of any member is below its reserve.
         */
        boolean isDiskLow();

        /**
         * Whether a snapshot fits on the disks of all other members that are there.
         */
        boolean haveOthersRoomForSnapshot();
    }

    @Override
    public String roleName()
    {
        return "file-work";
    }

    @Override
    public int doWork()
    {
        if (consensus.aeron().isClosed())
        {
            return 0;
        }
        try
        {
            return work();
        }
        catch (final AgentTerminationException ex)
        {
            retreat = SnapshotRetreat.before(dataDirectory.cluster(), durablePosition, this::isLogWhole);
            throw ex;
        }
    }

    private int work()
    {
        recordedLog.look(view.counters().reader());
        diskWatch.nextSegment(diskWatch.isLow() && store.room().isNextPrepared() ? 0 : store.segmentCapacity());
        diskWatch.kept(diskWatch.isLow() ? store.room().keptBytes() : 0);
        return diskWatch.doWork(System.nanoTime()) + pollSnapshots() + requestSnapshot() + store.doFileWork(isCalm()) +
            releaseSetAside();
    }

    /**
     * Whether the start is over for a while: what can wait must not delay it.
     */
    private boolean isCalm()
    {
        final AtomicCounter election = consensus.electionStateCounter();
        if (!isElectionClosed && !election.isClosed() && ElectionState.get(view.counters().value(
            election)) == ElectionState.CLOSED)
        {
            isElectionClosed = true;
            electionClosedNs = System.nanoTime();
            checkTail();
            lookForRecording();
        }
        return isElectionClosed && System.nanoTime() - electionClosedNs > CALM_AFTER_NS;
    }

    @Override
    public void onClose()
    {
        hasEnded = true;
        CloseHelper.quietClose(archive);
    }

    /** A snapshot that the disk refused is not used at the next start. Called when nobody writes recording.log. */
    void retreat()
    {
        retreat.carryOut();
    }

    /** Whether the log goes back to its beginning, so that no snapshot is needed. */
    private boolean isLogWhole(final long recordingId)
    {
        return archive().getStartPosition(recordingId) == 0;
    }

    /**
     * What the log of a node is, for any thread.
     *
     * @param agent  of the node, or null while it has none.
     * @param found  as it was on the disk.
     * @param commit known to be committed.
     * @param term   heard of last.
     * @return log.
     */
    static PeerStatus.Log log(final FileWorkAgent agent, final PeerStatus.Log found, final long commit, final long term)
    {
        final long recorded = agent == null ? PeerStatus.NO_POSITION : agent.recordedLog.end();
        final long known = recorded == PeerStatus.NO_POSITION ? found.end() : recorded;
        return new PeerStatus.Log(agent == null ? found.start() : Math.max(found.start(), agent.logStart), Math.max(
            known, commit), commit, Math.max(found.term(), term));
    }

    /**
     * Ask for a snapshot and wait until it is durable.
     *
     * @param timeoutMs longest wait.
     * @return whether it is.
     */
    boolean snapshot(final long timeoutMs)
    {
        final long before = durablePosition;
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        isSnapshotWanted.set(true);
        while (durablePosition == before)
        {
            if (hasEnded || System.nanoTime() - deadlineNs > 0 || Thread.currentThread().isInterrupted())
            {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /**
     * The store may not hold what the log does not: its tail would have been lost, for example with a disk's cache.
     */
    private void checkTail()
    {
        final long commitPosition = view.counters().value(consensus.commitPositionCounter());
        replayedTo = Math.max(commitPosition, store.setAsidePosition());
        isTailWhole = store.setAsidePosition() <= commitPosition;
        if (!isTailWhole)
        {
            tailLost
                .accept("the log ends at position " + commitPosition + ", but the store holds a message of position " +
                    store.setAsidePosition() + ": the log has lost its tail");
        }
    }

    private void lookForRecording()
    {
        try (RecordingLog recordingLog = new RecordingLog(dataDirectory.cluster().toFile(), false))
        {
            recordedLog.recording(recordingLog.findLastTermRecordingId());
        }
    }

    private long stopPosition(final long recordingId)
    {
        try
        {
            return archive().getStopPosition(recordingId);
        }
        catch (final AeronException ex)
        {
            LOG.warn("the archive does not say where the log ends: {}", ex.getMessage());
            return PeerStatus.NO_POSITION;
        }
    }

    private int releaseSetAside()
    {
        if (!setAsideRelease.isDue(new SetAsideRelease.Look(diskWatch.isLow(), isTailWhole, dataDirectory.identity()
            .state(), replayedTo, view.appliedPosition())))
        {
            return 0;
        }
        final long bytes = store.releaseSetAside();
        if (bytes > 0)
        {
            LOG.info("The disk is low: {} MB of the store that were set aside at the start are deleted before there " +
                "is a snapshot, the log has been replayed past them", bytes >> 20);
        }
        return 1;
    }

    private int requestSnapshot()
    {
        final long position = view.counters().value(consensus.commitPositionCounter());
        final long since = position - Math.max(requestedPosition, durablePosition);
        final long nowNs = System.nanoTime();
        final boolean isRelief = isReliefWanted(nowNs);
        final boolean isDue = (durablePosition >= 0 || snapshotsSeen >= 0) && since >= view.snapshotIntervalBytes() &&
            hasRoom();
        if (!view.isLeading() || !isRelief && !isDue && !isSnapshotWanted.get())
        {
            return 0;
        }
        final AtomicCounter toggle = ClusterControl.findControlToggle(view.counters().reader(),
            consensus.clusterId());
        if (toggle != null && ClusterControl.ToggleState.SNAPSHOT.toggle(toggle))
        {
            isSnapshotWanted.set(false);
            requestedPosition = position;
            diskRelief.onAsked(nowNs);
            if (isRelief)
            {
                LOG.info(
                    "The disk is low: a snapshot is taken so that {} emptied segments of the store can go, and {} " +
                        "others are looked at",
                    store.room().deadSegments(), store.room().sparseSegments());
            }
            return 1;
        }
        return 0;
    }

    /** Whether a snapshot fits on the disk of every member: it would halt the one on whose disk it does not. */
    private boolean hasRoom()
    {
        return diskWatch.hasRoomForSnapshot() && view.haveOthersRoomForSnapshot();
    }

    private boolean isReliefWanted(final long nowNs)
    {
        final boolean isLow = view.isDiskLow() && hasRoom();
        return diskRelief.isSnapshotWanted(new DiskRelief.Look(isLow, isLow ? store.room() : StoreRoom.NONE, store
            .compactor().isRoomWanted(), store.compactor().isMakingRoom(), durablePosition >= requestedPosition),
            nowNs);
    }

    private int pollSnapshots()
    {
        final long taken = view.counters().value(consensus.snapshotCounter());
        if (taken == snapshotsSeen)
        {
            return 0;
        }
        try (RecordingLog recordingLog = new RecordingLog(dataDirectory.cluster().toFile(), false))
        {
            final List<RecordingLog.Entry> snapshots = SnapshotRetreat.snapshots(recordingLog);
            if (!snapshots.isEmpty() && snapshots.get(0).logPosition != durablePosition)
            {
                makeDurable(recordingLog, snapshots);
            }
        }
        catch (final IOException | StoreException ex)
        {
            LOG.error("cannot make the snapshot in {} durable; the log is kept and grows", dataDirectory.root(), ex);
        }
        snapshotsSeen = taken;
        return 1;
    }

    private void makeDurable(final RecordingLog recordingLog, final List<RecordingLog.Entry> snapshots)
        throws IOException
    {
        final RecordingLog.Entry newest = snapshots.get(0);
        store.force();
        forceRecording(newest.recordingId);
        forceRecording(SnapshotRetreat.service(recordingLog.entries(), newest).recordingId);
        DiskForce.force(dataDirectory.archive().resolve("archive.catalog"));
        DiskForce.force(dataDirectory.archive());
        DiskForce.force(dataDirectory.cluster().resolve("recording.log"));
        DiskForce.force(dataDirectory.cluster());
        durablePosition = newest.logPosition;
        store.onSnapshotDurable(newest.logPosition);
        if (snapshots.size() >= SNAPSHOTS_KEPT)
        {
            // Who needs more than is kept copies everything; it would have to anyway before long.
            final long floor = Math.max(view.purgeFloor(), durablePosition - view.logKeptBytes());
            purge(recordingLog, Math.min(floor, snapshots.get(SNAPSHOTS_KEPT - 1).logPosition));
        }
        diskWatch.snapshotTaken(
            recordedBytes(newest.recordingId) + recordedBytes(SnapshotRetreat.service(recordingLog.entries(),
                newest).recordingId));
    }

    private AeronArchive archive()
    {
        if (archive == null)
        {
            archive = ProcessClock.connect(archiveContext);
        }
        return archive;
    }

    private long recordedBytes(final long recordingId)
    {
        return Math.max(0, archive().getStopPosition(recordingId) - archive().getStartPosition(recordingId));
    }

    private void purge(final RecordingLog recordingLog, final long keepFrom)
    {
        final long recordingId = recordingLog.findLastTermRecordingId();
        final long[] start = new long[2];
        archive().listRecording(recordingId, (controlSessionId, correlationId, id, startTimestamp, stopTimestamp,
            startPosition, stopPosition, initialTermId, segmentFileLength, termBufferLength, mtuLength, sessionId,
            streamId, strippedChannel, originalChannel, sourceIdentity) ->
        {
            start[0] = startPosition;
            start[1] = AeronArchive.segmentFileBasePosition(startPosition, keepFrom, termBufferLength,
                segmentFileLength);
        });
        if (start[1] > start[0] && !isPurged(recordingId, start[1]))
        {
            return;
        }
        logStart = Math.max(start[0], start[1]);
        for (final RecordingLog.Entry entry : recordingLog.entries())
        {
            if (entry.type == RecordingLog.ENTRY_TYPE_SNAPSHOT && entry.logPosition < keepFrom)
            {
                deleteRecording(entry.recordingId);
            }
        }
    }

    /** What a member is being sent is not taken away from it. */
    private boolean isPurged(final long recordingId, final long position)
    {
        try
        {
            archive.purgeSegments(recordingId, position);
            return true;
        }
        catch (final ArchiveException ex)
        {
            LOG.warn("the log before position {} is kept until after the next snapshot: {}", position, ex.getMessage());
            return false;
        }
    }

    private void deleteRecording(final long recordingId)
    {
        if (archive.listRecording(recordingId, (controlSessionId, correlationId, id, startTimestamp, stopTimestamp,
            startPosition, stopPosition, initialTermId, segmentFileLength, termBufferLength, mtuLength, sessionId,
            streamId, strippedChannel, originalChannel, sourceIdentity) ->
        {
        }) > 0)
        {
            archive.purgeRecording(recordingId);
        }
    }

    private void forceRecording(final long recordingId) throws IOException
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dataDirectory.archive(), recordingId + "-*.rec"))
        {
            for (final Path file : files)
            {
                DiskForce.force(file);
            }
        }
    }
}
