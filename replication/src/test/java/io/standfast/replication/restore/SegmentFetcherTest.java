package io.standfast.replication.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.MessageBody;
import io.standfast.engine.store.MessageLog;
import io.standfast.engine.store.StoreContext;
import io.standfast.replication.peer.SegmentInbox;

/**
 * Segments of a real store, copied from members whose copies are not always whole.
 */
class SegmentFetcherTest
{
    private static final int MESSAGES = 2_000;

    @TempDir
    private Path directory;
    private final SegmentInbox inbox = new SegmentInbox();
    private final RestoreProgress progress = new RestoreProgress();
    private final List<Long> done = new CopyOnWriteArrayList<>();
    private final List<Integer> requested = new CopyOnWriteArrayList<>();
    private final List<SnapshotManifest.Entry> entries = new ArrayList<>();
    private Thread members;
    private volatile int damagedRequests;
    private volatile boolean isGone;

    @BeforeEach
    void before() throws IOException
    {
        Files.createDirectories(directory.resolve("own"));
        write();
        members = new Thread(this::serve);
        members.start();
    }

    @AfterEach
    void after() throws InterruptedException
    {
        members.interrupt();
        members.join();
    }

    private void write()
    {
        final MessageBody body = new MessageBody();
        final UnsafeBuffer payload = new UnsafeBuffer("x".repeat(500).getBytes(UTF_8));
        try (MessageLog log = new MessageLog(new StoreContext().directory(directory.resolve("theirs")).segmentCapacity(
            512 * 1024).problems(text ->
            {
            })))
        {
            log.open();
            log.restore();
            final ChannelIndex channel = log.openChannel(1, 1);
            for (int i = 1; i <= MESSAGES; i++)
            {
                body.reply(payload, 0, 0).headers(payload, 0, 0).payload(payload, 0, payload.capacity()).key(0, 0, 0);
                log.append(channel, i, i, i, body);
            }
            log.roll();
            log.snapshotSegments(MESSAGES + 1, (segment, usedLength, count, crc, last) -> entries.add(
                new SnapshotManifest.Entry(segment, usedLength, count, crc)));
        }
    }

    /** What the peer thread and another member do. */
    private void serve()
    {
        try
        {
            while (true)
            {
                final SegmentInbox.Request request = inbox.requests().take();
                final byte[] file = Files.readAllBytes(MessageLog.segmentFile(directory.resolve("theirs"), request
                    .segment()));
                final byte[] bytes = Arrays.copyOfRange(file, request.offset(), request.offset() + request.length());
                if (damagedRequests > 0)
                {
                    damagedRequests--;
                    bytes[bytes.length - 100] ^= 1;
                }
                requested.add(request.segment());
                done.add(progress.done());
                inbox.chunks().put(new SegmentInbox.Chunk(request.requestId(), request.offset(), isGone ? new byte[0]
                    : bytes));
            }
        }
        catch (final InterruptedException ex)
        {
            // The test is over.
            Thread.currentThread().interrupt();
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private SegmentFetcher fetcher(final Path... earlier)
    {
        return new SegmentFetcher(directory.resolve("own"), List.of(earlier), inbox, 1, 0, attempt -> 1, progress);
    }

    private Path file(final String store, final int index)
    {
        return MessageLog.segmentFile(directory.resolve(store), entries.get(index).segment());
    }

    private long total()
    {
        return entries.stream().mapToLong(SnapshotManifest.Entry::usedLength).sum();
    }

    @Test
    void shouldCountASegmentOnceWhenItsFirstCopyIsDamaged() throws Exception
    {
        assertThat(entries).hasSizeGreaterThan(2);
        damagedRequests = 2;
        final SegmentFetcher fetcher = fetcher();

        assertThat(fetcher.fetch(fetcher.missing(entries))).isTrue();

        assertThat(fetcher.missing(entries)).isEmpty();
        assertThat(progress.total()).isEqualTo(total());
        assertThat(progress.done()).isEqualTo(total());
        assertThat(done).as("counted when the next was asked for").hasSize(entries.size() + 2).allMatch(
            bytes -> bytes < total());
    }

    @Test
    void shouldCountOnlyWhatIsStillMissingWhenItIsCalledAgain() throws Exception
    {
        final SegmentFetcher fetcher = fetcher();
        assertThat(fetcher.fetch(entries.subList(0, 2))).isTrue();

        assertThat(fetcher.fetch(fetcher.missing(entries))).isTrue();

        assertThat(progress.total()).isEqualTo(total() - entries.get(0).usedLength() - entries.get(1).usedLength());
        assertThat(progress.done()).isEqualTo(progress.total());
    }

    @Test
    void shouldGiveUpWhenNoMemberHasIt() throws Exception
    {
        isGone = true;
        final SegmentFetcher fetcher = fetcher();

        assertThat(fetcher.fetch(fetcher.missing(entries))).isFalse();

        assertThat(progress.done()).isZero();
    }

    /** One is whole, and in one a bit has changed: both are as long as they are to be. */
    @Test
    void shouldTakeBackWhatWasSetAsideWhenItsChecksumIsRight() throws Exception
    {
        Files.createDirectories(directory.resolve("aside"));
        Files.copy(file("theirs", 0), file("aside", 0));
        final byte[] bytes = Files.readAllBytes(file("theirs", 1));
        bytes[entries.get(1).usedLength() - 100] ^= 1;
        Files.write(file("aside", 1), bytes);
        final SegmentFetcher fetcher = fetcher(directory.resolve("not-there"), directory.resolve("aside"));

        assertThat(fetcher.fetch(fetcher.missing(entries.subList(0, 2)))).isTrue();

        assertThat(requested.stream().distinct()).containsExactly(entries.get(1).segment());
        assertThat(fetcher.missing(entries.subList(0, 2))).isEmpty();
        assertThat(file("aside", 0)).as("moved, not copied").doesNotExist();
        assertThat(progress.done()).isEqualTo(entries.get(0).usedLength() + entries.get(1).usedLength());
    }
}
