package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.peer.MessageHeaderDecoder;
import io.standfast.codecs.peer.MessageHeaderEncoder;
import io.standfast.codecs.peer.Outcome;
import io.standfast.codecs.peer.SegmentChunkDecoder;
import io.standfast.codecs.peer.SegmentRequestEncoder;
import io.standfast.engine.store.MessageLog;

/**
 * What a member that restores itself is given of a store that goes on meanwhile.
 */
class SegmentServerTest
{
    private static final long OURS = 7;
    private static final int SEGMENT = 3;
    private static final int REQUESTER = 2;
    private static final int WINDOW = 4 * SegmentServer.CHUNK_LENGTH;
    private static final long LEASE_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path store;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<Outcome> outcomes = new ArrayList<>();
    private SegmentServer server;
    private long lastRequestId;

    private byte[] write(final int length) throws IOException
    {
        final byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Files.write(MessageLog.segmentFile(store, SEGMENT), bytes);
        server = new SegmentServer(store, 0);
        return bytes;
    }

    @AfterEach
    void close()
    {
        server.close();
    }

    private void ask(final long incarnation, final int usedLength, final int offset, final long nowNs)
    {
        final UnsafeBuffer request = new UnsafeBuffer(new byte[256]);
        new SegmentRequestEncoder().wrapAndApplyHeader(request, 0, new MessageHeaderEncoder()).incarnation(incarnation)
            .requestId(++lastRequestId).requesterId(REQUESTER).segment(SEGMENT).usedLength(usedLength).fileOffset(
                offset)
            .windowLength(WINDOW);
        server.onRequest(request, 0, OURS);
        while (server.doWork(nowNs, this::receive) > 0)
        {
            Thread.onSpinWait();
        }
    }

    private boolean receive(final int memberId, final DirectBuffer buffer, final int length)
    {
        assertThat(memberId).isEqualTo(REQUESTER);
        final SegmentChunkDecoder chunk = new SegmentChunkDecoder().wrapAndApplyHeader(buffer, 0,
            new MessageHeaderDecoder());
        outcomes.add(chunk.outcome());
        final byte[] bytes = new byte[chunk.bytesLength()];
        chunk.getBytes(bytes, 0, bytes.length);
        received.writeBytes(bytes);
        return true;
    }

    /** Compaction lets go of a segment, or expiry, in the middle of a copy. */
    @Test
    void shouldServeASegmentToItsEndWhenTheStoreLetsGoOfItMeanwhile() throws IOException
    {
        final byte[] bytes = write(2 * WINDOW + 1000);
        ask(OURS, bytes.length, 0, 0);
        assertThat(received.size()).isEqualTo(WINDOW);

        Files.delete(MessageLog.segmentFile(store, SEGMENT));
        // Windows come within a second of one another; the last one as late as can be.
        ask(OURS, bytes.length, WINDOW, LEASE_NS / 2);
        ask(OURS, bytes.length, 2 * WINDOW, LEASE_NS / 2 + LEASE_NS);

        assertThat(received.toByteArray()).isEqualTo(bytes);
        assertThat(outcomes).containsOnly(Outcome.DATA);
    }

    @Test
    void shouldLetGoOfASegmentWhenNobodyHasAskedForAMinute() throws IOException
    {
        final byte[] bytes = write(1000);
        ask(OURS, bytes.length, 0, 0);
        Files.delete(MessageLog.segmentFile(store, SEGMENT));
        server.doWork(LEASE_NS + 1, this::receive);

        ask(OURS, bytes.length, 0, LEASE_NS + 2);

        assertThat(outcomes).containsExactly(Outcome.DATA, Outcome.ABSENT);
    }

    @Test
    void shouldGiveNothingToAMemberOfAnotherCluster() throws IOException
    {
        final byte[] bytes = write(1000);

        ask(OURS + 1, bytes.length, 0, 0);

        assertThat(outcomes).isEmpty();
    }
}
