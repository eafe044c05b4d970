package io.standfast.replication.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.MessageLog;
import io.standfast.engine.store.SegmentVerifier;
import io.standfast.replication.peer.SegmentInbox;

/**
 * Gets the segments that a snapshot lists: what is there and whole stays; what was set aside and is whole is taken
 * back; the rest is fetched from the other members, written beside its place, verified, forced, renamed. Owned by the
 * launching thread.
 */
public final class SegmentFetcher
{
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFetcher.class);
    private static final int WINDOW_LENGTH = 1024 * 1024;
    private static final long CHUNK_TIMEOUT_MS = 1000;
    private static final int ATTEMPTS = 30;
    /** Copies of one segment that may turn out to be damaged. */
    private static final int COPIES = 4;
    private static final long PROGRESS_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path store;
    private final List<Path> earlier;
    private final SegmentVerifier verifier = new SegmentVerifier();
    private final SegmentInbox inbox;
    private final long incarnation;
    private final int memberId;
    private final IntUnaryOperator source;
    private final RestoreProgress progress;
    private long lastRequestId = System.nanoTime();
    private int firstAttempt;
    private long doneBytes;
    private long totalBytes;
    private long startNs;
    private long saidNs;

    /**
     * A fetcher.
     *
     * @param store       directory of this member's store.
     * @param earlier     directories of segments that may be taken back, there or not.
     * @param inbox       of the peer thread.
     * @param incarnation of the cluster.
     * @param memberId    of this member.
     * @param source      member to ask at an attempt, or -1 when nobody is there.
     * @param progress    told how far it is.
     */
    public SegmentFetcher(final Path store, final List<Path> earlier, final SegmentInbox inbox, final long incarnation,
        final int memberId, final IntUnaryOperator source, final RestoreProgress progress)
    {
        this.store = store;
        this.earlier = earlier;
        this.inbox = inbox;
        this.incarnation = incarnation;
        this.memberId = memberId;
        this.source = source;
        this.progress = progress;
    }

    /**
     * Segments that are not here, or not whole.
     *
     * @param segments that must be there.
     * @return those that must be got.
     */
    public List<SnapshotManifest.Entry> missing(final List<SnapshotManifest.Entry> segments)
    {
        return segments.stream().filter(entry -> !verifier.isDescribedOrWhole(MessageLog.segmentFile(store, entry
            .segment()), entry.segment(), entry.usedLength(), entry.count(), entry.crc())).toList();
    }

    /**
     * Get them.
     *
     * @param missing as {@link #missing} found.
     * @return false when one cannot be had now.
     * @throws IOException          when the disk refuses.
     * @throws InterruptedException when the node stops.
     */
    public boolean fetch(final List<SnapshotManifest.Entry> missing) throws IOException, InterruptedException
    {
        totalBytes = missing.stream().mapToLong(SnapshotManifest.Entry::usedLength).sum();
        doneBytes = 0;
        startNs = System.nanoTime();
        progress.begin(RestoreProgress.Phase.SEGMENTS, totalBytes);
        int reused = 0;
        for (final SnapshotManifest.Entry entry : missing)
        {
            if (isTakenBack(entry))
            {
                reused++;
            }
            else if (!fetch(entry))
            {
                return false;
            }
        }
        // Also where nothing is missing any more: an earlier start may have ended before it came here.
        force(store);
        if (!missing.isEmpty())
        {
            LOG.info("restore: {} segments, {} MB, {} taken back, in {} ms", missing.size(),
                totalBytes >> 20, reused, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs));
        }
        return true;
    }

    private boolean isTakenBack(final SnapshotManifest.Entry entry) throws IOException
    {
        for (final Path directory : earlier)
        {
            final Path segment = MessageLog.segmentFile(directory, entry.segment());
            if (isWhole(segment, entry))
            {
                takeBack(entry, segment);
                return true;
            }
        }
        return false;
    }

    private void takeBack(final SnapshotManifest.Entry entry, final Path aside) throws IOException
    {
        try (FileChannel file = FileChannel.open(aside, StandardOpenOption.WRITE))
        {
            file.force(true);
        }
        catch (final IOException ex)
        {
            // It is read as if it were whole, and is not on the disk: the next start must not find it.
            Files.deleteIfExists(aside);
            throw ex;
        }
        doneBytes += entry.usedLength();
        progress.done(doneBytes);
        MessageLog.replaceSegment(store, entry.segment(), aside);
    }

    private boolean isWhole(final Path file, final SnapshotManifest.Entry entry)
    {
        return verifier.isWhole(file, entry.segment(), entry.usedLength(), entry.count(), entry.crc());
    }

    private boolean fetch(final SnapshotManifest.Entry entry) throws IOException, InterruptedException
    {
        final Path copy = fetchCopy(entry);
        if (copy != null)
        {
            MessageLog.replaceSegment(store, entry.segment(), copy);
        }
        return copy != null;
    }

    /**
     * Get a segment beside its place.
     *
     * @param entry of the segment.
     * @return file, verified and forced, or null when no member has it now.
     * @throws IOException          when the disk refuses.
     * @throws InterruptedException when the node stops.
     */
    public Path fetchCopy(final SnapshotManifest.Entry entry) throws IOException, InterruptedException
    {
        final Path target = MessageLog.segmentFile(store, entry.segment());
        final Path partial = target.resolveSibling(target.getFileName() + ".partial");
        final long doneBefore = doneBytes;
        for (int i = 0; i < COPIES; i++)
        {
            // What turned out to be damaged is still to be done.
            doneBytes = doneBefore;
            if (!fetch(entry, partial))
            {
                LOG.warn("restore: no member has segment {} now", entry.segment());
                return null;
            }
            if (isWhole(partial, entry))
            {
                return partial;
            }
            LOG.warn("restore: segment {} is damaged where it came from, another member is asked", entry.segment());
            firstAttempt++;
        }
        return null;
    }

    private boolean fetch(final SnapshotManifest.Entry entry, final Path partial) throws IOException,
        InterruptedException
    {
        try (FileChannel file = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING))
        {
            int offset = 0;
            int attempt = firstAttempt;
            while (offset < entry.usedLength() && attempt < firstAttempt + ATTEMPTS)
            {
                final int next = fetchWindow(entry, offset, file, attempt);
                attempt += next > offset ? 0 : 1;
                doneBytes += next - offset;
                offset = next;
                // All of a segment at once would keep other forces of this disk waiting.
                file.force(false);
            }
            file.force(true);
            return offset == entry.usedLength();
        }
    }

    /** As much of one window as came, in order; what got lost is asked for again. */
    private int fetchWindow(final SnapshotManifest.Entry entry, final int from, final FileChannel file,
        final int attempt) throws IOException, InterruptedException
    {
        final int peer = source.applyAsInt(attempt);
        final long requestId = ++lastRequestId;
        final int length = Math.min(WINDOW_LENGTH, entry.usedLength() - from);
        if (peer < 0 || !inbox.requests().offer(new SegmentInbox.Request(incarnation, requestId, memberId, peer, entry
            .segment(), entry.usedLength(), from, length), CHUNK_TIMEOUT_MS, TimeUnit.MILLISECONDS))
        {
            inbox.chunks().poll(CHUNK_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            return from;
        }
        int offset = from;
        while (offset < from + length)
        {
            final SegmentInbox.Chunk chunk = inbox.chunks().poll(CHUNK_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            if (chunk == null || chunk.requestId() == requestId && (chunk.bytes().length == 0 || chunk
                .offset() != offset))
            {
                return offset;
            }
            if (chunk.requestId() == requestId)
            {
                write(file, chunk.bytes(), offset);
                offset += chunk.bytes().length;
                progress.done(doneBytes + offset - from);
                sayProgress();
            }
        }
        return offset;
    }

    private static void write(final FileChannel file, final byte[] bytes, final int offset) throws IOException
    {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining())
        {
            file.write(buffer, offset + (long) buffer.position());
        }
    }

    private void sayProgress()
    {
        final long nowNs = System.nanoTime();
        if (nowNs - saidNs > PROGRESS_INTERVAL_NS)
        {
            saidNs = nowNs;
            final String text = (progress.done() >> 20) + " of " + (totalBytes >> 20) + " MB of segments copied, " +
                progress.pace(nowNs);
            LOG.info("restore: {}", text);
            progress.say(text);
        }
    }

    private static void force(final Path directory) throws IOException
    {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ))
        {
            channel.force(true);
        }
    }
}
