package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bits have flipped in a segment that is looked through, or copied, to make room: nothing that lives is lost by it, and
 * no member of a cluster copies something else than the others.
 */
class DamagedWhileMakingRoomTest
{
    private static final int LARGE = 1;
    private static final int SMALL = 2;
    private static final int ROUNDS = 100;
    private static final String LARGE_TEXT = "x".repeat(8 * 1024);
    private static final int HEADERS_BITS = (RecordLayout.EXCERPT_HEADER_LENGTH + RecordLayout.FIXED_LENGTH) * 8;
    /** In the first segment, with others before and behind. */
    private static final int DAMAGED = 40;

    @TempDir
    private Path directory;
    private TestStore store;

    @AfterEach
    void close()
    {
        store.close();
    }

    /** Segments that hold messages of both channels, described; the large ones are purged then. */
    private TestStore.Snapshot write(final TestStore newStore)
    {
        store = newStore.start();
        store.openChannel(LARGE, 1);
        store.openChannel(SMALL, 2);
        for (int i = 1; i <= ROUNDS; i++)
        {
            store.append(LARGE, LARGE_TEXT);
            for (int j = 0; j < 4; j++)
            {
                store.append(SMALL, "s" + (store.channel(SMALL).last() + 1));
            }
        }
        store.durable(store.snapshot());
        store.append(SMALL, "s" + (4 * ROUNDS + 1));
        store.fileWork();
        store.wantRoom(true).trim(LARGE, ROUNDS + 1);
        final TestStore.Snapshot snapshot = store.snapshot();
        store.durable(snapshot);
        return snapshot;
    }

    private int offset(final long sequence)
    {
        assertThat(store.channel(SMALL).location(sequence) >>> 32).as("in the first segment").isEqualTo(1);
        return (int) store.channel(SMALL).location(sequence);
    }

    private void flip(final int bit) throws IOException
    {
        try (RandomAccessFile file = new RandomAccessFile(MessageLog.segmentFile(directory, 1).toFile(), "rw"))
        {
            file.seek(bit / 8);
            final int old = file.read();
            file.seek(bit / 8);
            file.write(old ^ 1 << bit % 8);
        }
    }

    /** Whichever bit of its headers: it is found before anything is decided, and nobody takes it for another record. */
    @Test
    void shouldFindEveryBitThatHasFlippedInTheHeadersOfARecord() throws IOException
    {
        write(new TestStore(directory));
        final Segment segment = new Segment(1, MessageLog.segmentFile(directory, 1));
        new SegmentScanner().scan(segment, store.log().usedBytes() > 0 ? usedLength() : 0, (message, offset, length) ->
        {
        });
        final int begin = (offset(DAMAGED) - RecordLayout.EXCERPT_HEADER_LENGTH) * 8;

        assertThat(isWhole(segment)).isTrue();
        for (int bit = begin; bit < begin + HEADERS_BITS; bit++)
        {
            flip(bit);
            assertThat(isWhole(segment)).as("bit %d", bit - begin).isFalse();
            flip(bit);
        }
        assertThat(isWhole(segment)).isTrue();
        segment.unmap();
    }

    private int usedLength()
    {
        return store.snapshot().segments().stream().filter(each -> each.segment() == 1).findFirst().orElseThrow()
            .usedLength();
    }

    private boolean isWhole(final Segment segment)
    {
        final LiveRecords records = new LiveRecords(new StoreContext());
        int count = 0;
        int offset = 0;
        while (offset != LiveRecords.DAMAGED && offset < segment.usedLength())
        {
            offset = records.next(store.log(), segment, offset);
            count += records.isRecord() ? 1 : 0;
        }
        return offset != LiveRecords.DAMAGED && count == segment.count();
    }

    /** Of the excerpt's header: length, kind; of the record's: sequence; and of the text. */
    @ParameterizedTest
    @ValueSource(ints = {-32 + 3, -32 + 30, -2, 8 * 16, RecordLayout.FIXED_LENGTH * 8})
    void shouldLeaveADamagedSegmentAloneAndEmptyTheOthersWhenTheServerIsAlone(final int bit) throws IOException
    {
        write(new TestStore(directory));
        flip(offset(DAMAGED) * 8 + bit);

        store.settle(30);

        assertThat(MessageLog.segmentFile(directory, 1)).as("what lives there is nowhere else").exists();
        assertThat(MessageLog.segmentFile(directory, 2)).doesNotExist();
        for (long sequence = 1; sequence <= 4 * ROUNDS + 1; sequence++)
        {
            if (sequence != DAMAGED)
            {
                assertThat(store.read(SMALL, sequence)).isEqualTo("s" + sequence);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-32 + 3, -32 + 30, -2, 8 * 16, RecordLayout.FIXED_LENGTH * 8})
    void shouldEndAndReadTheWholeSegmentAtTheNextStartWhenOthersHaveIt(final int bit) throws IOException
    {
        final TestStore.Snapshot snapshot = write(new TestStore(directory).haltingOnDamage());
        final Path segment = MessageLog.segmentFile(directory, 1);
        assertThat(Sidecar.path(segment)).as("a start would believe it").exists();
        flip(offset(DAMAGED) * 8 + bit);

        assertThatThrownBy(store::timers).isInstanceOf(StoreDamagedException.class).hasMessageContaining(segment
            .toString()).hasMessageContaining("fetches it from another node");

        store.close();
        assertThat(Files.exists(Sidecar.path(segment))).isFalse();
        assertThatThrownBy(() -> new TestStore(directory).haltingOnDamage().start(snapshot)).isInstanceOf(
            StoreDamagedException.class).hasMessageContaining(segment + " is damaged near offset");
    }
}
