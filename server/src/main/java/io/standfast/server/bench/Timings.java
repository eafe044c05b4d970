package io.standfast.server.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Times, 1 ns to an hour, three digits of each. Recorded by one thread; another one takes the intervals and owns the
 * sum.
 */
public final class Timings
{
    private static final long HIGHEST_NS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NS, DIGITS);
    private final Histogram total = new Histogram(HIGHEST_NS, DIGITS);
    private Histogram interval;

    void record(final long ns)
    {
        recorder.recordValue(Math.max(1, Math.min(ns, HIGHEST_NS)));
    }

    /**
     * Take what was recorded since the last time, and add it to the sum.
     *
     * @return it, valid until the next call.
     */
    public Histogram takeInterval()
    {
        interval = recorder.getIntervalHistogram(interval);
        total.add(interval);
        return interval;
    }

    /**
     * How many were taken.
     *
     * @return count.
     */
    public long count()
    {
        return total.getTotalCount();
    }

    /**
     * A percentile of those that were taken.
     *
     * @param percentile from 0 to 100.
     * @return ns, 0 when there are none.
     */
    public long ns(final double percentile)
    {
        return count() == 0 ? 0 : total.getValueAtPercentile(percentile);
    }
}
