package io.standfast.replication.peer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

import io.standfast.codecs.peer.MessageHeaderDecoder;
import io.standfast.codecs.peer.MessageHeaderEncoder;
import io.standfast.codecs.peer.Outcome;
import io.standfast.codecs.peer.SegmentChunkDecoder;
import io.standfast.codecs.peer.SegmentRequestEncoder;

/**
 * Between the thread that restores this node and the peer thread: requests one way, chunks the other.
 */
public final class SegmentInbox
{
    private static final int CHUNKS_LIMIT = 256;

    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_LIMIT);
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(128);

    /**
     * Bytes that are wanted.
     *
     * @param incarnation of the cluster.
     * @param requestId   chosen by who asks.
     * @param requesterId member that asks.
     * @param memberId    member that is asked.
     * @param segment     number of the segment.
     * @param usedLength  bytes of the segment.
     * @param offset      first byte that is wanted.
     * @param length      bytes that are wanted.
     */
    public record Request(long incarnation, long requestId, int requesterId, int memberId, int segment, int usedLength,
        int offset, int length)
    {
    }

    /**
     * Bytes that came.
     *
     * @param requestId as asked.
     * @param offset    of the first byte.
     * @param bytes     of the segment; none when the member does not have it.
     */
    public record Chunk(long requestId, int offset, byte[] bytes)
    {
    }

    /**
     * Where requests are put.
     *
     * @return queue of one.
     */
    public BlockingQueue<Request> requests()
    {
        return requests;
    }

    /**
     * Where chunks arrive; what does not fit is asked for again.
     *
     * @return queue.
     */
    public BlockingQueue<Chunk> chunks()
    {
        return chunks;
    }

    int pollRequests(final PeerAgent.Way way)
    {
        final Request next = requests.peek();
        if (next == null)
        {
            return 0;
        }
        final SegmentRequestEncoder encoder = new SegmentRequestEncoder().wrapAndApplyHeader(buffer, 0,
            new MessageHeaderEncoder());
        encoder.incarnation(next.incarnation).requestId(next.requestId).requesterId(next.requesterId).segment(
            next.segment).usedLength(next.usedLength).fileOffset(next.offset).windowLength(next.length);
        if (!way.trySend(next.memberId, buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()))
        {
            return 0;
        }
        requests.remove(next);
        return 1;
    }

    void onChunk(final DirectBuffer message, final int offset)
    {
        final SegmentChunkDecoder decoder = new SegmentChunkDecoder().wrapAndApplyHeader(message, offset,
            new MessageHeaderDecoder());
        final long requestId = decoder.requestId();
        final int chunkOffset = decoder.fileOffset();
        final byte[] bytes = new byte[decoder.outcome() == Outcome.DATA ? decoder.bytesLength() : 0];
        decoder.getBytes(bytes, 0, bytes.length);
        chunks.offer(new Chunk(requestId, chunkOffset, bytes));
    }
}
