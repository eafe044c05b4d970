package io.standfast.replication.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.codecs.peer.MessageHeaderDecoder;
import io.standfast.codecs.peer.MessageHeaderEncoder;
import io.standfast.codecs.peer.Outcome;
import io.standfast.codecs.peer.SegmentChunkEncoder;
import io.standfast.codecs.peer.SegmentRequestDecoder;
import io.standfast.engine.store.MessageLog;

/**
 * Serves the bytes of sealed segments to members that restore themselves. A file that is being served stays open, so
 * that it can be read to its end although the store lets go of it meanwhile. Owned by the peer thread.
 */
final class SegmentServer implements AutoCloseable
{
    /** Bytes of a chunk: a few datagrams. */
    static final int CHUNK_LENGTH = 32 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SegmentServer.class);
    /** Chunks a duty cycle: the other work of this machine must not wait for a copy. */
    private static final int CHUNKS_PER_CYCLE = 4;
    private static final int QUEUE_LIMIT = 64;
    private static final long LEASE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int BODY_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH + SegmentChunkEncoder.BLOCK_LENGTH +
        SegmentChunkEncoder.bytesHeaderLength();

    private final Path store;
    private final CopyRate rate;
    private final Map<Integer, Lease> leases = new HashMap<>();
    private final ArrayDeque<Window> windows = new ArrayDeque<>();
    private final SegmentRequestDecoder request = new SegmentRequestDecoder();
    private final SegmentChunkEncoder chunk = new SegmentChunkEncoder();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BODY_OFFSET + CHUNK_LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);

    /**
     * What one request asks for and has not got yet.
     */
    private static final class Window
    {
        private int memberId;
        private long requestId;
        private int segment;
        private int offset;
        private int end;
    }

    private static final class Lease
    {
        private FileChannel file;
        private long usedNs;
    }

    /**
     * A server.
     *
     * @param store          directory of the segments.
     * @param bytesPerSecond that are sent at most, 0 for any.
     */
    SegmentServer(final Path store, final long bytesPerSecond)
    {
        this.store = store;
        rate = new CopyRate(bytesPerSecond);
    }

    /**
     * A member asks.
     *
     * @param message     that holds the request.
     * @param offset      of its header.
     * @param incarnation of this node; others get nothing.
     */
    void onRequest(final DirectBuffer message, final int offset, final long incarnation)
    {
        request.wrapAndApplyHeader(message, offset, new MessageHeaderDecoder());
        if (request.incarnation() != incarnation || windows.size() >= QUEUE_LIMIT)
        {
            return;
        }
        final Window window = new Window();
        window.memberId = request.requesterId();
        window.requestId = request.requestId();
        window.segment = request.segment();
        window.offset = request.fileOffset();
        window.end = (int) Math.min(request.usedLength(), (long) request.fileOffset() + request.windowLength());
        windows.removeIf(older -> older.memberId == window.memberId);
        windows.add(window);
    }

    int doWork(final long nowNs, final PeerAgent.Way way)
    {
        int sent = 0;
        while (sent < CHUNKS_PER_CYCLE && !windows.isEmpty() && rate.isOpen(nowNs) && serve(windows.peek(), nowNs,
            way))
        {
            sent++;
        }
        if (windows.isEmpty())
        {
            leases.values().removeIf(lease -> isOver(lease, nowNs));
        }
        return sent;
    }

    private static boolean isOver(final Lease lease, final long nowNs)
    {
        final boolean isOver = nowNs - lease.usedNs > LEASE_NS;
        if (isOver)
        {
            CloseHelper.quietClose(lease.file);
        }
        return isOver;
    }

    private boolean serve(final Window window, final long nowNs, final PeerAgent.Way way)
    {
        final int length = read(window, nowNs);
        chunk.wrapAndApplyHeader(buffer, 0, headerEncoder).requestId(window.requestId).segment(window.segment)
            .fileOffset(window.offset).outcome(length > 0 ? Outcome.DATA : Outcome.ABSENT);
        buffer.putInt(BODY_OFFSET - Integer.BYTES, Math.max(0, length));
        if (!way.trySend(window.memberId, buffer, BODY_OFFSET + Math.max(0, length)))
        {
            return false;
        }
        rate.onSent(nowNs, length);
        window.offset += length;
        if (length <= 0 || window.offset >= window.end)
        {
            windows.remove(window);
        }
        return true;
    }

    /** Bytes into the body of the chunk; 0 when there are none. */
    private int read(final Window window, final long nowNs)
    {
        try
        {
            final Lease lease = lease(window.segment);
            lease.usedNs = nowNs;
            bytes.limit(BODY_OFFSET + Math.min(CHUNK_LENGTH, window.end - window.offset)).position(BODY_OFFSET);
            final int length = lease.file.read(bytes, window.offset);
            bytes.clear();
            return Math.max(0, length);
        }
        catch (final NoSuchFileException ex)
        {
            return 0;
        }
        catch (final IOException ex)
        {
            LOG.warn("cannot read segment {} for member {}: {}", window.segment, window.memberId, ex.toString());
            return 0;
        }
    }

    private Lease lease(final int segment) throws IOException
    {
        Lease lease = leases.get(segment);
        if (lease == null)
        {
            lease = new Lease();
            lease.file = FileChannel.open(MessageLog.segmentFile(store, segment), StandardOpenOption.READ);
            leases.put(segment, lease);
        }
        return lease;
    }

    @Override
    public void close()
    {
        leases.values().forEach(lease -> CloseHelper.quietClose(lease.file));
        leases.clear();
    }
}
