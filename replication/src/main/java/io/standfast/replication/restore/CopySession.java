package io.standfast.replication.restore;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.agrona.concurrent.status.CountersReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.client.ReplicationParams;
import io.aeron.archive.codecs.RecordingSignal;
import io.aeron.archive.status.RecordingPos;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import io.standfast.replication.Member;
import io.standfast.replication.ProcessClock;
import io.standfast.replication.peer.LogIndexExchange;

/**
 * Copies the newest snapshot and the whole log of a member that waits, while nobody leads: its archive runs, its
 * consensus module does not (AERON-FACTS, recipe 2). Owned by the launching thread.
 */
public final class CopySession
{
    private static final Logger LOG = LoggerFactory.getLogger(CopySession.class);
    private static final int SERVICE_ID = 0;
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(10);
    private static final long SIGNAL_PAUSE_MS = 2;
    private static final long PROGRESS_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final String aeronDirectory;
    private final Path cluster;
    private final AeronArchive.Context archiveContext;
    private final Member own;
    private final Member source;
    private final Map<Long, EnumSet<RecordingSignal>> signals = new HashMap<>();
    private final RestoreProgress progress;
    private long lastRecordingId;
    private long doneBytes;
    private long saidNs;

    /**
     * A session.
     *
     * @param aeronDirectory of the node's media driver.
     * @param cluster        directory of the consensus module, without recording.log.
     * @param archiveContext of the node's own archive, running.
     * @param own            this member.
     * @param source         member that is copied.
     * @param progress       told how far it is.
     */
    public CopySession(final String aeronDirectory, final Path cluster, final AeronArchive.Context archiveContext,
        final Member own, final Member source, final RestoreProgress progress)
    {
        this.aeronDirectory = aeronDirectory;
        this.cluster = cluster;
        this.archiveContext = archiveContext;
        this.own = own;
        this.source = source;
        this.progress = progress;
    }

    /**
     * Copy.
     *
     * @param index       asks for recording.log.
     * @param incarnation of the cluster.
     * @return false when the source does not answer now.
     * @throws InterruptedException when the node stops.
     */
    public boolean copy(final LogIndexExchange index, final long incarnation) throws InterruptedException
    {
        final List<LogIndexExchange.Entry> entries = index.ask(source.memberId(), incarnation);
        final LogIndexExchange.Entry term = entries == null ? null : lastTerm(entries);
        if (term == null)
        {
            return false;
        }
        final LogIndexExchange.Entry consensus = snapshot(entries, ConsensusModule.Configuration.SERVICE_ID, -1);
        final LogIndexExchange.Entry service = consensus == null ? null : snapshot(entries, SERVICE_ID, consensus
            .logPosition());
        final String sourceChannel = "aeron:udp?term-length=64k|endpoint=" + source.archiveEndpoint();
        try (Aeron aeron = Aeron.connect(ProcessClock.client(aeronDirectory));
            AeronArchive from = AeronArchive.connect(new AeronArchive.Context().aeron(aeron).ownsAeronClient(false)
                .controlRequestChannel(sourceChannel).controlResponseChannel("aeron:udp?endpoint=" + own.host() +
                    ":0"));
            AeronArchive to = AeronArchive.connect(archiveContext.clone().aeron(aeron).ownsAeronClient(false)
                .recordingSignalConsumer((session, correlation, recordingId, subscription, position, signal) ->
                {
                    lastRecordingId = recordingId;
                    signals.computeIfAbsent(recordingId, id -> EnumSet.noneOf(RecordingSignal.class)).add(signal);
                })))
        {
            progress.begin(RestoreProgress.Phase.LOG, length(from, term) + length(from, service) + length(from,
                consensus));
            saidNs = System.nanoTime();
            final long serviceCopy = service == null ? -1 : replicate(from, to, sourceChannel, service.recordingId());
            final long consensusCopy = service == null ? -1
                : replicate(from, to, sourceChannel, consensus.recordingId());
            final long logCopy = replicate(from, to, sourceChannel, term.recordingId());
            if (logCopy < 0 || service != null && (serviceCopy < 0 || consensusCopy < 0))
            {
                return false;
            }
            write(entries, service, serviceCopy, consensus, consensusCopy, logCopy);
        }
        LOG.info("copy: log and {} of {} are here", service == null ? "no snapshot" : "snapshot at " + service
            .logPosition(), source.name());
        return true;
    }

    private static long length(final AeronArchive from, final LogIndexExchange.Entry entry)
    {
        return entry == null ? 0 : Math.max(0, from.getStopPosition(entry.recordingId()) - from.getStartPosition(entry
            .recordingId()));
    }

    private long replicate(final AeronArchive from, final AeronArchive to, final String sourceChannel,
        final long recordingId) throws InterruptedException
    {
        final long stop = from.getStopPosition(recordingId);
        if (stop == AeronArchive.NULL_POSITION)
        {
            // It is being recorded: somebody leads now.
            return AeronArchive.NULL_POSITION;
        }
        final long start = from.getStartPosition(recordingId);
        signals.clear();
        lastRecordingId = -1;
        to.replicate(recordingId, AeronArchive.Configuration.controlStreamId(), sourceChannel, new ReplicationParams()
            .dstRecordingId(-1).stopPosition(stop).replicationChannel("aeron:udp?endpoint=" + own.host() + ":0"));
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (lastRecordingId < 0 || !signals.getOrDefault(lastRecordingId, EnumSet.noneOf(RecordingSignal.class))
            .containsAll(EnumSet.of(RecordingSignal.REPLICATE_END, RecordingSignal.STOP)))
        {
            to.pollForRecordingSignals();
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new IllegalStateException("copying recording " + recordingId + " of " + source.name() +
                    " takes too long: " + signals);
            }
            onCopied(recordedTo(to) - start);
            TimeUnit.MILLISECONDS.sleep(SIGNAL_PAUSE_MS);
        }
        final long copied = to.getStopPosition(lastRecordingId);
        if (copied != stop)
        {
            throw new IllegalStateException("recording " + recordingId + " of " + source.name() + " ends at " + stop +
                ", its copy at " + copied);
        }
        doneBytes += stop - start;
        return lastRecordingId;
    }

    private long recordedTo(final AeronArchive to)
    {
        final CountersReader counters = to.context().aeron().countersReader();
        final int id = lastRecordingId < 0 ? CountersReader.NULL_COUNTER_ID : RecordingPos.findCounterIdByRecording(
            counters, lastRecordingId, to.archiveId());
        return id == CountersReader.NULL_COUNTER_ID ? AeronArchive.NULL_POSITION : counters.getCounterValue(id);
    }

    private void onCopied(final long bytes)
    {
        final long nowNs = System.nanoTime();
        progress.done(doneBytes + Math.max(0, bytes));
        if (nowNs - saidNs > PROGRESS_INTERVAL_NS)
        {
            saidNs = nowNs;
            final String text = (progress.done() >> 20) + " of " + (progress.total() >> 20) +
                " MB of log and snapshot copied, " + progress.pace(nowNs);
            LOG.info("copy: {}", text);
            progress.say(text);
        }
    }

    /** Written last: without it this member is still empty. */
    private void write(final List<LogIndexExchange.Entry> entries, final LogIndexExchange.Entry service,
        final long serviceCopy, final LogIndexExchange.Entry consensus, final long consensusCopy, final long logCopy)
    {
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), true))
        {
            for (final LogIndexExchange.Entry entry : entries)
            {
                if (entry.entryType() == RecordingLog.ENTRY_TYPE_TERM && (service == null || entry
                    .leadershipTermId() >= service.leadershipTermId()))
                {
                    recordingLog.appendTerm(logCopy, entry.leadershipTermId(), entry.termBaseLogPosition(), entry
                        .timestamp());
                    if (entry.logPosition() != AeronArchive.NULL_POSITION)
                    {
                        recordingLog.commitLogPosition(entry.leadershipTermId(), entry.logPosition());
                    }
                }
            }
            if (service != null)
            {
                append(recordingLog, service, serviceCopy);
                append(recordingLog, consensus, consensusCopy);
            }
            recordingLog.force(2);
        }
    }

    private static void append(final RecordingLog recordingLog, final LogIndexExchange.Entry snapshot,
        final long recordingId)
    {
        recordingLog.appendSnapshot(recordingId, snapshot.leadershipTermId(), snapshot.termBaseLogPosition(), snapshot
            .logPosition(), snapshot.timestamp(), snapshot.serviceId());
    }

    private static LogIndexExchange.Entry lastTerm(final List<LogIndexExchange.Entry> entries)
    {
        LogIndexExchange.Entry last = null;
        for (final LogIndexExchange.Entry entry : entries)
        {
            last = entry.entryType() == RecordingLog.ENTRY_TYPE_TERM ? entry : last;
        }
        return last;
    }

    /** The newest of a service, or the one at a position. */
    private static LogIndexExchange.Entry snapshot(final List<LogIndexExchange.Entry> entries, final int serviceId,
        final long position)
    {
        LogIndexExchange.Entry found = null;
        for (final LogIndexExchange.Entry entry : entries)
        {
            if (entry.entryType() == RecordingLog.ENTRY_TYPE_SNAPSHOT && entry.serviceId() == serviceId &&
                (position < 0 || entry.logPosition() == position))
            {
                found = entry;
            }
        }
        return found;
    }
}
