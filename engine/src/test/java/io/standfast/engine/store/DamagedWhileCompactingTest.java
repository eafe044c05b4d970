package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A record that lives looks like something of Chronicle's own, because a bit has flipped: what is copied without it
 * would not be what other members copy, and its segment would be chosen again and again.
 */
class DamagedWhileCompactingTest
{
    private static final int KEPT = 1;
    private static final int PURGED = 2;
    private static final int ROUNDS = 60;
    private static final String TEXT = "x".repeat(1024);
    private static final int DAMAGED = 20;
    /** Of the excerpt's header. */
    private static final int META_BIT = -2;
    /** Of the template's number behind the length of the block. */
    private static final int TEMPLATE_BIT = 16;
    private static final int NONE = Integer.MAX_VALUE;

    @TempDir
    private Path directory;
    private TestStore store;

    @AfterEach
    void close()
    {
        store.close();
    }

    /** Two segments of which a fifth lives. */
    private void write(final TestStore newStore)
    {
        store = newStore.start();
        store.openChannel(KEPT, 1);
        store.openChannel(PURGED, 2);
        for (int segment = 1; segment <= 2; segment++)
        {
            for (int i = 0; i < ROUNDS; i++)
            {
                store.append(KEPT, "kept " + (store.channel(KEPT).last() + 1));
                for (int j = 0; j < 4; j++)
                {
                    store.append(PURGED, j == 0 ? TEXT : "purged");
                }
            }
            store.durable(store.snapshot());
        }
        store.fileWork();
        store.trim(PURGED, store.channel(PURGED).last() + 1);
    }

    private void flip(final int bit) throws IOException
    {
        final long location = store.channel(KEPT).location(DAMAGED);
        assertThat(location >>> 32).as("in the first segment").isEqualTo(1);
        try (RandomAccessFile file = new RandomAccessFile(MessageLog.segmentFile(directory, 1).toFile(), "rw"))
        {
            final long at = (int) location * 8L + bit;
            file.seek(at / 8);
            final int old = file.read();
            file.seek(at / 8);
            file.write(old ^ 1 << at % 8);
        }
    }

    /** Rolls, and entries enough to copy what lives. */
    private void compact()
    {
        for (int i = 0; i < 12; i++)
        {
            store.durable(store.snapshot());
            for (int j = 0; j < 30; j++)
            {
                store.append(PURGED, "more");
            }
            store.trim(PURGED, store.channel(PURGED).last() + 1);
            store.fileWork();
        }
    }

    @Test
    void shouldEmptyBothSegmentsWhenNothingIsDamaged()
    {
        write(new TestStore(directory).haltingOnDamage());

        compact();

        assertThat(MessageLog.segmentFile(directory, 1)).doesNotExist();
        assertThat(MessageLog.segmentFile(directory, 2)).doesNotExist();
        assertThat(store.read(KEPT, DAMAGED)).isEqualTo("kept " + DAMAGED);
        assertThat(store.problems()).isEmpty();
    }

    /** The second pair is found at the end only: nothing of the record says any more that it is one. */
    @ParameterizedTest
    @CsvSource({META_BIT + "," + NONE, META_BIT + "," + TEMPLATE_BIT})
    void shouldKeepTheSegmentAndEmptyTheNextWhenTheServerIsAlone(final int bit, final int other) throws IOException
    {
        write(new TestStore(directory));
        flip(bit);
        if (other != NONE)
        {
            flip(other);
        }

        compact();

        assertThat(MessageLog.segmentFile(directory, 1)).as("a message lives there").exists();
        assertThat(MessageLog.segmentFile(directory, 2)).doesNotExist();
        try (StoreScrub scrub = store.log().newScrub())
        {
            assertThat(scrub.begin(true, false)).as("the scrub is to look at it").isTrue();
            while (scrub.check() > 0)
            {
                continue;
            }
            assertThat(scrub.damage().segment()).isEqualTo(1);
        }
        for (long sequence = 1; sequence <= 2 * ROUNDS; sequence++)
        {
            if (sequence != DAMAGED)
            {
                assertThat(store.read(KEPT, sequence)).isEqualTo("kept " + sequence);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({META_BIT + "," + NONE, META_BIT + "," + TEMPLATE_BIT})
    void shouldEndWhenOthersHaveTheSegment(final int bit, final int other) throws IOException
    {
        write(new TestStore(directory).haltingOnDamage());
        flip(bit);
        if (other != NONE)
        {
            flip(other);
        }

        assertThatThrownBy(this::compact).isInstanceOf(StoreDamagedException.class).hasMessageContaining(
            "fetches it from another node");
        assertThat(Sidecar.path(MessageLog.segmentFile(directory, 1))).as("a start would believe it").doesNotExist();
    }
}
