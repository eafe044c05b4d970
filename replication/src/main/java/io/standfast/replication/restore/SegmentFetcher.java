package io.standfast.replication.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.MessageLog;
import io.standfast.replication.peer.SegmentInbox;

/**
 * Fetches the segments that a snapshot lists from the other members: written beside their place, forced, renamed. What
 * is there with its length stays. The engine verifies every record when it restores. Owned by the launching thread.
 */
public final class SegmentFetcher
{
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFetcher.class);
    private static final int WINDOW_LENGTH = 1024 * 1024;
    private static final long CHUNK_TIMEOUT_MS = 1000;
    private static final int ATTEMPTS = 30;
    private static final long PROGRESS_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path store;
    private final SegmentInbox inbox;
    private final long incarnation;
    private final int memberId;
    private final IntUnaryOperator source;
    private long lastRequestId = System.nanoTime();
    private long doneBytes;
    private long totalBytes;
    private long startNs;
    private long saidNs;

    /**
     * A fetcher.
     *
     * @param store       directory of this member's store.
     * @param inbox       of the peer thread.
     * @param incarnation of the cluster.
     * @param memberId    of this member.
     * @param source      member to ask at an attempt, or -1 when nobody is there.
     */
    public SegmentFetcher(final Path store, final SegmentInbox inbox, final long incarnation, final int memberId,
        final IntUnaryOperator source)
    {
        this.store = store;
        this.inbox = inbox;
        this.incarnation = incarnation;
        this.memberId = memberId;
        this.source = source;
    }

    /**
     * Get all that are missing.
     *
     * @param segments that must be there.
     * @return false when one cannot be had: the snapshot is too old by now, seed again.
     * @throws IOException          when the disk refuses.
     * @throws InterruptedException when the node stops.
     */
    public boolean fetch(final List<SnapshotManifest.Entry> segments) throws IOException, InterruptedException
    {
        final List<SnapshotManifest.Entry> missing = segments.stream().filter(entry -> !isThere(entry)).toList();
        totalBytes = missing.stream().mapToLong(SnapshotManifest.Entry::usedLength).sum();
        startNs = System.nanoTime();
        for (final SnapshotManifest.Entry entry : missing)
        {
            if (!fetch(entry))
            {
                return false;
            }
        }
        if (!missing.isEmpty())
        {
            force(store);
            LOG.info("restore: {} segments, {} MB, copied in {} ms", missing.size(), totalBytes >> 20,
                TimeUnit.NANOSECONDS
                    .toMillis(System.nanoTime() - startNs));
        }
        return true;
    }

    private boolean isThere(final SnapshotManifest.Entry entry)
    {
        final Path file = MessageLog.segmentFile(store, entry.segment());
        return Files.exists(file) && file.toFile().length() >= entry.usedLength();
    }

    private boolean fetch(final SnapshotManifest.Entry entry) throws IOException, InterruptedException
    {
        final Path target = MessageLog.segmentFile(store, entry.segment());
        final Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try (FileChannel file = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE))
        {
            int offset = 0;
            int attempt = 0;
            while (offset < entry.usedLength() && attempt < ATTEMPTS)
            {
                final int next = fetchWindow(entry, offset, file, attempt);
                attempt = next > offset ? 0 : attempt + 1;
                doneBytes += next - offset;
                offset = next;
                sayProgress();
            }
            if (offset < entry.usedLength())
            {
                LOG.warn("restore: no member has segment {} any more", entry.segment());
                return false;
            }
            file.force(true);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
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
            final double rate = doneBytes / Math.max(1e-3, (nowNs - startNs) / 1e9);
            LOG.info("restore: {} of {} MB of segments copied, {} MB/s, {} s left", doneBytes >> 20, totalBytes >> 20,
                (long) rate >> 20, (long) ((totalBytes - doneBytes) / Math.max(1, rate)));
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
