package io.standfast.server.bench;

import java.util.concurrent.TimeUnit;

/**
 * Tallies with known numbers, for tests of what is printed. Stateless.
 */
public final class Tallies
{
    private Tallies()
    {
    }

    /** A thousand messages in a second, of 1 ms to 1 s. */
    public static RateTally published(final long rate, final int late)
    {
        final RateTally tally = new RateTally(rate);
        for (int i = 1; i <= 1_000; i++)
        {
            tally.onSent(true);
            tally.onAcked(true);
            tally.onTime(TimeUnit.MILLISECONDS.toNanos(i));
            tally.onLag(i <= late ? TimeUnit.MILLISECONDS.toNanos(5) : 1_000, false);
        }
        return done(tally);
    }

    /** As {@link #published}, and so many are late because the server did not take them. */
    public static RateTally held(final long rate, final int late, final int held)
    {
        final RateTally tally = published(rate, late);
        for (int i = 0; i < held; i++)
        {
            tally.onLag(TimeUnit.SECONDS.toNanos(1), true);
        }
        return tally;
    }

    /** Messages that came back, of which some did not. */
    public static RateTally broken(final String failure)
    {
        final RateTally tally = published(0, 0);
        tally.onRefused("too many channels");
        tally.onLeft(3, 2, 1);
        if (failure != null)
        {
            tally.onFailure(failure);
        }
        return tally;
    }

    /** Two deliveries, one of them live. */
    public static RateTally delivered()
    {
        final RateTally tally = new RateTally(0);
        tally.onDelivered(500_000);
        tally.onGap(1_000);
        tally.onDelivered(500_000);
        tally.onGap(2_000_000);
        tally.onTime(3_000_000);
        tally.onMissing(4);
        return done(tally);
    }

    private static RateTally done(final RateTally tally)
    {
        tally.onEnd(TimeUnit.SECONDS.toNanos(1), TimeUnit.MILLISECONDS.toNanos(250), false);
        tally.latencies().takeInterval();
        tally.lags().takeInterval();
        return tally;
    }
}
