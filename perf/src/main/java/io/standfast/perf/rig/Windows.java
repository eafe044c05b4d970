package io.standfast.perf.rig;

import java.io.IOException;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * How fast publishers are that each keep 1, 256 or 4,096 messages on their way, to the acknowledgement. Owned by the
 * rig's thread.
 */
final class Windows
{
    private static final int[] WINDOWS = {1, 256, 4096};
    /** Bytes on their way, of all publishers together: less than what servers hold for a client. */
    private static final long BYTES_IN_FLIGHT = 16 << 20;
    private static final long BYTES_TIMED = 256 << 20;

    private final Run run;
    private final Report report;
    private final Comparison comparison;

    /**
     * Into the tables of a rig.
     *
     * @param run        scale.
     * @param report     of the rig.
     * @param comparison of the rig.
     */
    Windows(final Run run, final Report report, final Comparison comparison)
    {
        this.run = run;
        this.report = report;
        this.comparison = comparison;
    }

    void measure(final Contenders.Contender contender, final Fleet.Shape shape) throws IOException
    {
        try (Fleet fleet = new Fleet(contender.newDialect(), shape))
        {
            final int channels = shape.channels();
            new ClosedLoop(fleet, narrowed(256, shape)).run(Math.max(channels, count(256, shape) / 5));
            for (final int window : WINDOWS)
            {
                if (narrowed(window, shape) == window)
                {
                    measure(contender, shape, fleet, window);
                }
            }
        }
    }

    private void measure(final Contenders.Contender contender, final Fleet.Shape shape, final Fleet fleet,
        final int window) throws IOException
    {
        final int count = count(window, shape);
        final ClosedLoop loop = new ClosedLoop(fleet, window);
        final double cpu = contender.cpu().seconds();
        final double seconds = loop.run(count);
        final double perMillion = (contender.cpu().seconds() - cpu) * 1e6 / count;
        final String row = shape + ", window " + window;
        report.line("%-20s %s: %,.0f/s  %s  CPU %.1f s per million", contender.name(), row, count / seconds,
            loop.latencies(), perMillion);
        comparison.add(row + ", msg/s", contender.name(), count / seconds);
        comparison.add(row + ", ack p50, us", contender.name(), loop.latencies().us(50));
        comparison.add(row + ", ack p99, us", contender.name(), loop.latencies().us(99));
        comparison.add(row + ", CPU s per million", contender.name(), perMillion);
    }

    private static int narrowed(final int window, final Fleet.Shape shape)
    {
        return (int) Math.max(1, Math.min(window, BYTES_IN_FLIGHT / shape.size() / shape.publishers()));
    }

    private int count(final int window, final Fleet.Shape shape)
    {
        final int count = window == 1 ? run.pick(20_000, 3_000, 100) * shape.publishers()
            : run.pick(500_000, 100_000, 2_000);
        return (int) Math.min(count, BYTES_TIMED / shape.size());
    }
}
