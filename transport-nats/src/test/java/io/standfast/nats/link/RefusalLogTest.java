package io.standfast.nats.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/**
 * Refusals are told, not poured.
 */
class RefusalLogTest
{
    private final RefusalLog log = new RefusalLog();

    @Test
    void shouldSayTheSameOnceInTenMinutes()
    {
        assertThat(log.refused("a", 0)).isTrue();
        assertThat(log.refused("a", 1)).isFalse();
        assertThat(log.refused("a", TimeUnit.MINUTES.toNanos(9))).isFalse();
        assertThat(log.refused("a", TimeUnit.MINUTES.toNanos(10))).isTrue();
    }

    @Test
    void shouldSayNoMoreThanSoManyLinesInAWindow()
    {
        int said = 0;
        for (int i = 0; i < 1_000; i++)
        {
            said += log.refused("line " + i, i) ? 1 : 0;
        }

        assertThat(said).isEqualTo(RefusalLog.LINES_PER_WINDOW);
        assertThat(log.refused("later", TimeUnit.SECONDS.toNanos(11))).isTrue();
    }
}
