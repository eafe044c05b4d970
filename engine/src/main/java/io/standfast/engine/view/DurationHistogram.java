package io.standfast.engine.view;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, counted by upper bounds. Recorded by one thread, read by any: a reader may see a record's
 * count before its sum.
 */
public final class DurationHistogram
{
    private static final long[] BOUNDS_NS = {
        10_000L, 25_000L, 50_000L, 100_000L, 250_000L, 500_000L, 1_000_000L, 2_500_000L, 5_000_000L, 10_000_000L,
        25_000_000L, 50_000_000L, 100_000_000L, 250_000_000L, 500_000_000L, 1_000_000_000L, 2_500_000_000L,
        10_000_000_000L,
    };

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_NS.length + 1);
    private final AtomicLong sumNs = new AtomicLong();

    /**
     * Bounds that there are.
     *
     * @return number of them; one more count is above all bounds.
     */
    public static int bounds()
    {
        return BOUNDS_NS.length;
    }

    /**
     * Upper bound, that belongs to what is below it.
     *
     * @param index from 0.
     * @return bound, ns.
     */
    public static long boundNs(final int index)
    {
        return BOUNDS_NS[index];
    }

    /**
     * Something took so long.
     *
     * @param durationNs how long.
     */
    public void record(final long durationNs)
    {
        int index = 0;
        while (index < BOUNDS_NS.length && durationNs > BOUNDS_NS[index])
        {
            index++;
        }
        sumNs.setRelease(sumNs.getPlain() + durationNs);
        counts.setRelease(index, counts.getPlain(index) + 1);
    }

    /**
     * Records between the bound before and this one.
     *
     * @param index of the bound; {@link #bounds()} for those above all.
     * @return number of them.
     */
    public long count(final int index)
    {
        return counts.getAcquire(index);
    }

    /**
     * All durations together.
     *
     * @return ns.
     */
    public long sumNs()
    {
        return sumNs.getAcquire();
    }
}
