package io.standfast.replication.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

import io.aeron.cluster.RecordingLog;
import io.standfast.codecs.peer.LogIndexDecoder;
import io.standfast.codecs.peer.LogIndexEncoder;
import io.standfast.codecs.peer.LogIndexRequestDecoder;
import io.standfast.codecs.peer.LogIndexRequestEncoder;
import io.standfast.codecs.peer.MessageHeaderDecoder;
import io.standfast.codecs.peer.MessageHeaderEncoder;
import io.standfast.replication.identity.IdentityState;

/**
 * Hands the content of recording.log to a member that copies this one while nobody leads. Asked by the thread that
 * restores, answered by the peer thread.
 */
public final class LogIndexExchange
{
    private static final long ANSWER_TIMEOUT_MS = 500;

    private final Path cluster;
    private final int memberId;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<List<Entry>> answers = new ArrayBlockingQueue<>(1);
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);

    private record Request(int memberId, long incarnation)
    {
    }

    /**
     * A valid entry of recording.log.
     *
     * @param recordingId         in the archive of its member.
     * @param leadershipTermId    of the term or snapshot.
     * @param termBaseLogPosition of the term.
     * @param logPosition         of the snapshot, or the end of the term, or -1.
     * @param timestamp           as recorded.
     * @param serviceId           of a snapshot.
     * @param entryType           {@link RecordingLog}'s.
     */
    public record Entry(long recordingId, long leadershipTermId, long termBaseLogPosition, long logPosition,
        long timestamp, int serviceId, int entryType)
    {
    }

    LogIndexExchange(final Path cluster, final int memberId)
    {
        this.cluster = cluster;
        this.memberId = memberId;
    }

    /**
     * Ask and wait for a moment.
     *
     * @param other       member.
     * @param incarnation of the cluster.
     * @return its entries, or null when it does not answer now.
     * @throws InterruptedException when the node stops.
     */
    public List<Entry> ask(final int other, final long incarnation) throws InterruptedException
    {
        answers.clear();
        requests.offer(new Request(other, incarnation));
        return answers.poll(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    int pollRequest(final PeerAgent.Way way)
    {
        final Request request = requests.poll();
        if (request == null)
        {
            return 0;
        }
        final LogIndexRequestEncoder encoder = new LogIndexRequestEncoder().wrapAndApplyHeader(buffer, 0,
            new MessageHeaderEncoder());
        encoder.incarnation(request.incarnation).requesterId(memberId);
        way.trySend(request.memberId, buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        return 1;
    }

    void onRequest(final DirectBuffer message, final int offset, final PeerStatus self, final PeerAgent.Way way)
    {
        final LogIndexRequestDecoder request = new LogIndexRequestDecoder().wrapAndApplyHeader(message, offset,
            new MessageHeaderDecoder());
        if (request.incarnation() != self.identity().incarnation() || self.identity().state() != IdentityState.READY ||
            !Files.exists(cluster.resolve("recording.log")))
        {
            return;
        }
        try (RecordingLog recordingLog = new RecordingLog(cluster.toFile(), false))
        {
            final List<RecordingLog.Entry> valid = recordingLog.entries().stream().filter(entry -> entry.isValid)
                .toList();
            final LogIndexEncoder encoder = new LogIndexEncoder().wrapAndApplyHeader(buffer, 0,
                new MessageHeaderEncoder()).memberId(memberId);
            final LogIndexEncoder.EntriesEncoder entries = encoder.entriesCount(valid.size());
            for (final RecordingLog.Entry entry : valid)
            {
                entries.next().recordingId(entry.recordingId).leadershipTermId(entry.leadershipTermId)
                    .termBaseLogPosition(entry.termBaseLogPosition).logPosition(entry.logPosition).timestamp(
                        entry.timestamp)
                    .serviceId(entry.serviceId).entryType(entry.type);
            }
            way.trySend(request.requesterId(), buffer, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
        }
    }

    void onAnswer(final DirectBuffer message, final int offset)
    {
        final List<Entry> entries = new ArrayList<>();
        for (final LogIndexDecoder.EntriesDecoder each : new LogIndexDecoder().wrapAndApplyHeader(message, offset,
            new MessageHeaderDecoder()).entries())
        {
            entries.add(new Entry(each.recordingId(), each.leadershipTermId(), each.termBaseLogPosition(), each
                .logPosition(), each.timestamp(), each.serviceId(), each.entryType()));
        }
        answers.offer(List.copyOf(entries));
    }
}
