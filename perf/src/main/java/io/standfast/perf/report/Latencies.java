package io.standfast.perf.report;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import org.HdrHistogram.Histogram;

/**
 * Latencies of one measurement. Owned by the thread that records them; read when it is done.
 */
public final class Latencies implements LongConsumer
{
    private static final long HIGHEST_NS = TimeUnit.MINUTES.toNanos(5);
    private static final int DIGITS = 3;
    private static final double NS_PER_US = 1000.0;

    private final Histogram histogram = new Histogram(HIGHEST_NS, DIGITS);

    /**
     * Record one.
     *
     * @param ns that it took.
     */
    public void record(final long ns)
    {
        histogram.recordValue(Math.max(1, Math.min(ns, HIGHEST_NS)));
    }

    @Override
    public void accept(final long ns)
    {
        record(ns);
    }

    /** Forget what the warm-up recorded. */
    public void reset()
    {
        histogram.reset();
    }

    /**
     * How many there are.
     *
     * @return count.
     */
    public long count()
    {
        return histogram.getTotalCount();
    }

    /**
     * A percentile.
     *
     * @param percentile from 0 to 100.
     * @return microseconds.
     */
    public double us(final double percentile)
    {
        return histogram.getValueAtPercentile(percentile) / NS_PER_US;
    }

    @Override
    public String toString()
    {
        return String.format("p50 %.1f  p90 %.1f  p99 %.1f  p99.9 %.1f  p99.99 %.1f  max %.1f us  (n=%d)", us(50),
            us(90), us(99), us(99.9), us(99.99), us(100), count());
    }
}
