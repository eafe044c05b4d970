package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scrub finds what has changed in a sealed segment of a running store, and puts it right under its readers.
 */
class StoreScrubTest
{
    private static final int MESSAGES = 300;

    @TempDir
    private Path directory;
    private TestStore store;
    private StoreScrub scrub;
    private Path segment;
    private Path good;

    @BeforeEach
    void write() throws IOException
    {
        store = new TestStore(directory).start();
        store.openChannel(7, 11);
        for (int i = 1; i <= MESSAGES; i++)
        {
            store.append(7, "message " + i);
        }
        store.durable(store.snapshot());
        store.append(7, "the next segment has begun");
        store.fileWork();
        scrub = store.log().newScrub();
        segment = MessageLog.segmentFile(directory, 1);
        good = Files.copy(segment, directory.resolve("good"));
    }

    @AfterEach
    void close()
    {
        scrub.close();
        store.close();
    }

    private StoreScrub.Damage pass()
    {
        if (!scrub.begin(true, true))
        {
            // That was the end of a pass: it is said once.
            assertThat(scrub.begin(true, true)).isTrue();
        }
        while (scrub.check() > 0)
        {
            continue;
        }
        return scrub.damage();
    }

    private int offset(final long sequence)
    {
        return (int) store.channel(7).location(sequence);
    }

    private void flip(final long offset) throws IOException
    {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw"))
        {
            file.seek(offset);
            final int old = file.read();
            file.seek(offset);
            file.write(old ^ 4);
        }
    }

    @Test
    void shouldFindNothingWhenNothingIsDamaged()
    {
        assertThat(pass()).isNull();
        assertThat(scrub.begin(true, true)).as("the open segment is left alone").isFalse();
        assertThat(pass()).as("the next pass").isNull();
    }

    @Test
    void shouldNameTheMessageAndRepairItUnderItsReader() throws IOException
    {
        flip(offset(42) + RecordLayout.FIXED_LENGTH);
        assertThatThrownBy(() -> store.read(7, 42)).isInstanceOf(StoreDamagedException.class);

        final StoreScrub.Damage damage = pass();
        assertThat(damage.segment()).isEqualTo(1);
        assertThat(damage.count()).isEqualTo(MESSAGES);
        assertThat(damage.offset()).isEqualTo(offset(42));
        assertThat(damage.messages()).containsExactly(new StoreScrub.DamagedMessage(7, 42));

        assertThat(scrub.repair(good)).isTrue();
        assertThat(store.read(7, 42)).isEqualTo("message 42");
        assertThat(Files.mismatch(segment, good)).isEqualTo(-1);
        assertThat(Sidecar.path(segment)).doesNotExist();
        store.fileWork();
        assertThat(Sidecar.path(segment)).as("written again").exists();
        assertThat(pass()).isNull();
    }

    /** A byte that changed before anybody had read the segment again: as a copy of a damaged record would be. */
    @Test
    void shouldBeLookedAtNextWhenItWasDamagedBeforeItWasDescribed() throws IOException
    {
        store.durable(store.snapshot());
        segment = MessageLog.segmentFile(directory, 2);
        flip(offset(MESSAGES + 1) + RecordLayout.FIXED_LENGTH);
        store.append(7, "the one after");
        store.fileWork();

        assertThat(store.problems()).anyMatch(line -> line.contains("was damaged before it was described"));
        assertThat(scrub.begin(true, false)).as("without a pass").isTrue();
        while (scrub.check() > 0)
        {
            continue;
        }
        assertThat(scrub.damage().segment()).isEqualTo(2);
    }

    @Test
    void shouldFindEachByteThatChanges() throws IOException
    {
        final int end = offset(3);
        for (int at = offset(2) - RecordLayout.EXCERPT_HEADER_LENGTH; at < end - RecordLayout.EXCERPT_HEADER_LENGTH -
            3; at++)
        {
            flip(at);
            assertThat(pass()).as("offset %d", at).isNotNull();
            assertThat(scrub.repair(good)).isTrue();
            store.fileWork();
        }
    }

    @Test
    void shouldRepairAFileThatIsCutOffOrGone() throws IOException
    {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw"))
        {
            file.setLength(offset(100));
        }
        assertThat(pass()).isNotNull();
        assertThat(scrub.repair(good)).isTrue();
        assertThat(store.read(7, MESSAGES)).isEqualTo("message " + MESSAGES);

        store.fileWork();
        Files.delete(segment);
        assertThat(pass()).isNotNull();
        assertThat(scrub.repair(Files.copy(good, directory.resolve("copy")))).isTrue();
        assertThat(segment).exists();
    }

    @Test
    void shouldStaySuspectWhenTheCopyIsDamagedToo() throws IOException
    {
        flip(offset(42) + RecordLayout.FIXED_LENGTH);
        assertThat(pass()).isNotNull();
        assertThat(scrub.repair(Files.copy(segment, directory.resolve("bad")))).isFalse();
        store.fileWork();

        assertThat(scrub.begin(true, false)).as("before the next pass").isTrue();
        assertThatThrownBy(() -> store.read(7, 42)).isInstanceOf(StoreDamagedException.class);
    }
}
