package io.standfast.replication.restore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.RecordingLog;
import io.aeron.exceptions.TimeoutException;
import io.aeron.logbuffer.FragmentHandler;
import io.standfast.codecs.snapshot.MessageHeaderDecoder;
import io.standfast.codecs.snapshot.SegmentEntryDecoder;
import io.standfast.codecs.snapshot.SnapshotBeginDecoder;
import io.standfast.codecs.snapshot.SnapshotEndDecoder;
import io.standfast.engine.SnapshotBlocks;
import io.standfast.replication.ProcessClock;
import io.standfast.replication.identity.NodeRefusedException;

/**
 * What the newest snapshot in this member's archive lists of the store. Immutable.
 *
 * @param logPosition of the snapshot, -1 when there is none.
 * @param incarnation that wrote it.
 * @param featureLevel of its state, 0 when there is none.
 * @param segments    of the store.
 */
public record SnapshotManifest(long logPosition, long incarnation, int featureLevel, List<Entry> segments)
{
    private static final int STREAM_ID = 7002;
    private static final int SERVICE_ID = 0;
    private static final int FRAGMENT_LIMIT = 64;
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(5);
    private static final SnapshotManifest NONE = new SnapshotManifest(-1, 0, 0, List.of());

    /**
     * A segment that must be there.
     *
     * @param segment    number.
     * @param usedLength bytes up to the end of its last record.
     * @param count      records.
     * @param crc        of its records.
     */
    public record Entry(int segment, int usedLength, int count, int crc)
    {
    }

    /**
     * Read it back out of the archive.
     *
     * @param cluster        directory of the consensus module.
     * @param archiveContext of the node's own archive, running.
     * @return manifest; without segments when there is no snapshot.
     * @throws IllegalStateException when it cannot be read to its end.
     * @throws TimeoutException      when it cannot be read now: that says nothing of the snapshot.
     */
    public static SnapshotManifest read(final Path cluster, final AeronArchive.Context archiveContext)
    {
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), false))
        {
            final RecordingLog.Entry entry = recordingLog.getLatestSnapshot(SERVICE_ID);
            if (entry == null)
            {
                return NONE;
            }
            try (AeronArchive archive = ProcessClock.connect(archiveContext))
            {
                final RecordingLog.Entry ofConsensus = recordingLog.getLatestSnapshot(
                    ConsensusModule.Configuration.SERVICE_ID);
                if (ofConsensus != null)
                {
                    // Nothing in it is wanted: found damaged at the launch, it would end the node.
                    replay(ofConsensus, archive, (buffer, offset, length, header) ->
                    {
                    });
                }
                return read(entry, archive);
            }
        }
    }

    /**
     * A copied snapshot is nothing to go on from when its log is another cluster's.
     *
     * @param cluster incarnation that it is to be of.
     * @return this manifest.
     * @throws NodeRefusedException when it is of another one.
     */
    public SnapshotManifest requireOf(final long cluster)
    {
        if (logPosition >= 0 && incarnation != cluster)
        {
            throw new NodeRefusedException("the copied snapshot belongs to cluster " + Long.toHexString(incarnation) +
                ", not to " + Long.toHexString(cluster));
        }
        return this;
    }

    private static SnapshotManifest read(final RecordingLog.Entry entry, final AeronArchive archive)
    {
        final Collector collector = new Collector();
        replay(entry, archive, new FragmentAssembler((buffer, offset, length, header) -> SnapshotBlocks.forEach(buffer,
            offset, length, collector::onMessage)));
        if (!collector.isComplete)
        {
            throw new IllegalStateException("the snapshot of position " + entry.logPosition + " has no last message");
        }
        return new SnapshotManifest(entry.logPosition, collector.incarnation, collector.featureLevel, List.copyOf(
            collector.segments));
    }

    /** To its end: the archive verifies each frame that it replays. */
    private static void replay(final RecordingLog.Entry entry, final AeronArchive archive,
        final FragmentHandler handler)
    {
        final long stopPosition = archive.getStopPosition(entry.recordingId);
        try (Subscription subscription = archive.replay(entry.recordingId, AeronArchive.NULL_POSITION,
            AeronArchive.NULL_LENGTH, "aeron:ipc?term-length=64k|alias=manifest", STREAM_ID))
        {
            final IdleStrategy idle = new BackoffIdleStrategy();
            Image image = null;
            long progressNs = System.nanoTime();
            while (image == null || image.position() < stopPosition)
            {
                archive.checkForErrorResponse();
                final int work = subscription.poll(handler, FRAGMENT_LIMIT);
                image = image == null && subscription.imageCount() > 0 ? subscription.imageAtIndex(0) : image;
                if (archive.context().aeron().isClosed())
                {
                    throw new TimeoutException("the media driver was not heard for too long");
                }
                if (work == 0 && image != null && image.isClosed() && image.position() < stopPosition)
                {
                    throw new IllegalStateException("the snapshot of position " + entry.logPosition +
                        " ends before its last message");
                }
                final long nowNs = System.nanoTime();
                progressNs = work > 0 ? nowNs : progressNs;
                if (nowNs - progressNs > STALL_NS)
                {
                    throw new TimeoutException("the archive has sent nothing of the snapshot of position " +
                        entry.logPosition + " for " + TimeUnit.NANOSECONDS.toSeconds(STALL_NS) + " s");
                }
                idle.idle(work);
            }
        }
    }

    /**
     * Takes what is wanted out of the snapshot's messages.
     */
    private static final class Collector
    {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final List<Entry> segments = new ArrayList<>();
        private long incarnation;
        private int featureLevel;
        private boolean isComplete;

        private void onMessage(final DirectBuffer buffer, final int offset, final int length)
        {
            header.wrap(buffer, offset);
            if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID)
            {
                return;
            }
            switch (header.templateId())
            {
                case SnapshotBeginDecoder.TEMPLATE_ID :
                    final SnapshotBeginDecoder begin = new SnapshotBeginDecoder().wrapAndApplyHeader(buffer, offset,
                        header);
                    incarnation = begin.incarnation();
                    featureLevel = begin.featureLevel();
                    break;
                case SegmentEntryDecoder.TEMPLATE_ID :
                    final SegmentEntryDecoder entry = new SegmentEntryDecoder().wrapAndApplyHeader(buffer, offset,
                        header);
                    segments.add(new Entry(entry.segment(), entry.usedLength(), entry.count(), entry.crc()));
                    break;
                case SnapshotEndDecoder.TEMPLATE_ID :
                    isComplete = true;
                    break;
                default :
                    break;
            }
        }
    }
}
