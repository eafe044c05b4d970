package io.standfast.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who reads a store hears how far it is.
 */
class StoreDumpTest
{
    private static final int MESSAGES = 3000;

    @TempDir
    private Path directory;

    @Test
    void shouldSayHowFarItIsWithinASegmentAndBehindEach()
    {
        try (TestStore store = new TestStore(directory).start())
        {
            store.openChannel(1, 11);
            for (int i = 0; i < MESSAGES; i++)
            {
                store.append(1, "message " + i);
            }
        }
        final List<List<Long>> heard = new ArrayList<>();

        final long problems = new StoreDump(new Findings(), (done, total, records) -> heard.add(List.of((long) done,
            (long) total, records))).verify(directory);

        assertThat(problems).isZero();
        final long segments = heard.get(0).get(1);
        assertThat(heard.get(0)).containsExactly(0L, segments, 1024L);
        assertThat(heard.get(heard.size() - 1)).containsExactly(segments, segments, (long) MESSAGES);
        assertThat(heard).extracting(each -> each.get(2)).isSorted();
    }

    /**
     * Nobody listens.
     */
    private static final class Findings implements StoreFindings
    {
        @Override
        public void onRecord(final Stored stored)
        {
            throw new AssertionError("each was not asked for");
        }

        @Override
        public void onDamage(final Path file, final int offset)
        {
            throw new AssertionError(file + " at " + offset);
        }

        @Override
        public void onEnd(final int segments, final long records, final long problems)
        {
            assertThat(records).isEqualTo(MESSAGES);
        }
    }
}
