package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member that is started again and again waits longer and longer, and one that served does not.
 */
class StartBackOffTest
{
    private static final long BEGIN_MS = 1_000_000;

    @TempDir
    private Path directory;
    private long nowMs = BEGIN_MS;

    /** One process after the other, each ending so long after it went on. */
    private List<Long> waits(final int starts, final long lifeMs)
    {
        final List<Long> waits = new ArrayList<>();
        for (int i = 0; i < starts; i++)
        {
            waits.add(backOff().begin());
            nowMs += waits.get(i) + lifeMs;
        }
        return waits;
    }

    private StartBackOff backOff()
    {
        return new StartBackOff(directory, () -> nowMs);
    }

    @Test
    void shouldWaitLongerAndLongerAndNoLongerThanHalfAMinuteWhenStartedAgainAndAgain()
    {
        assertThat(waits(12, 500)).containsExactly(0L, 0L, 0L, 0L, 1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L,
            30_000L, 30_000L);
    }

    @Test
    void shouldNotWaitWhenFiveStartsTakeMoreThanAMinute()
    {
        assertThat(waits(20, 15_001)).containsOnly(0L);
    }

    @Test
    void shouldWaitWhenTheFifthStartIsJustWithinTheMinute()
    {
        assertThat(waits(5, 15_000)).endsWith(1_000L);
    }

    @Test
    void shouldBeginAnewWhenItServed()
    {
        assertThat(waits(6, 500)).endsWith(2_000L);

        backOff().forget();

        assertThat(waits(5, 500)).containsExactly(0L, 0L, 0L, 0L, 1_000L);
    }

    @Test
    void shouldBeginAnewWhenItLivedForAMinute()
    {
        assertThat(waits(6, 500)).endsWith(2_000L);
        nowMs += StartBackOff.WINDOW_MS;

        assertThat(waits(4, 500)).containsOnly(0L);
    }

    @Test
    void shouldGoOnCountingWhenKilledWhileItWaits()
    {
        waits(9, 500);
        final long waitMs = backOff().begin();
        nowMs += 100;

        assertThat(waitMs).isEqualTo(30_000);
        assertThat(backOff().begin()).isEqualTo(30_000);
    }

    @Test
    void shouldNotWaitWhenTheClockWasSetBack()
    {
        waits(9, 500);
        nowMs = BEGIN_MS - 24 * 3_600_000L;

        assertThat(backOff().begin()).isZero();
    }

    @Test
    void shouldNotWaitWhenTheFileIsDamaged() throws IOException
    {
        for (final String content : List.of("", "x", "1", "-5 7", "99999999999 7", "1000 9223372036854775808"))
        {
            Files.writeString(directory.resolve("STARTS"), content);

            assertThat(backOff().begin()).as(content).isZero();
        }
    }
}
