package io.standfast.replication.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/**
 * What is sent in a second is what was asked for, however the duty cycles fall.
 */
class CopyRateTest
{
    private static final int CHUNK = 32 * 1024;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private static long sentInASecond(final CopyRate rate, final long beginNs, final long cycleNs)
    {
        long sent = 0;
        for (long nowNs = beginNs; nowNs - beginNs < SECOND_NS; nowNs += cycleNs)
        {
            while (rate.isOpen(nowNs) && sent < Integer.MAX_VALUE)
            {
                rate.onSent(nowNs, CHUNK);
                sent += CHUNK;
            }
        }
        return sent;
    }

    @Test
    void shouldSendWhatWasAskedForAtAnyCycle()
    {
        final long megabyte = 1024 * 1024;
        for (final long cycleNs : new long[]{1_000, 1_000_000, 5_000_000})
        {
            for (final long beginNs : new long[]{0, Long.MAX_VALUE - SECOND_NS / 2})
            {
                final CopyRate rate = new CopyRate(8 * megabyte);
                assertThat(sentInASecond(rate, beginNs, cycleNs)).as("cycle %d, from %d", cycleNs, beginNs).isBetween(
                    (long) (7.5 * megabyte), (long) (8.2 * megabyte));
            }
        }
    }

    @Test
    void shouldNotMakeUpForAPause()
    {
        final CopyRate rate = new CopyRate(1024 * 1024);
        rate.onSent(0, CHUNK);

        assertThat(sentInASecond(rate, 100 * SECOND_NS, 1_000_000)).isLessThan((long) (1.1 * 1024 * 1024));
    }

    @Test
    void shouldNotLimitWithout()
    {
        final CopyRate rate = new CopyRate(0);
        rate.onSent(0, CHUNK);

        assertThat(rate.isOpen(0)).isTrue();
    }
}
