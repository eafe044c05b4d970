package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.agrona.collections.LongArrayList;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * What publishers feel of snapshots: four of them publish to ten thousand channels at a fixed rate while one snapshot
 * after the other is asked for. The bar is 20 ms and three times one fsync of the same disk. Owned by the main thread.
 */
final class SnapshotRig
{
    private static final int SIZE = 128;
    private static final double BAR_US = 20_000;
    private static final int FORCES = 3;
    private static final long AFTERMATH_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String CALM = "no snapshot";
    private static final String OVERLAPS = "overlaps a snapshot";
    private static final String AFTER = "in the 500 ms after one";

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    SnapshotRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        final boolean isSynced = Boolean.parseBoolean(run.option("--fsync", "true"));
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            final Path directory = Files.createTempDirectory(Path.of(run.option("--dir", System.getProperty(
                "java.io.tmpdir"))), "snapshot");
            try (Subject server = Subject.standfast(run.root(), directory, isSynced, "-mc", "0", "-msu", "0", "-mm",
                "0", "-mb", "0"))
            {
                final Latencies forces = DiskProbe.force(directory, run.pick(500, 200, 10));
                report.line("one fsync of 4 KiB beside, without load: %s", forces);
                measure(server, forces.us(50));
            }
            Subject.delete(directory);
        }
        comparison.print(report, CALM);
    }

    private void measure(final Subject server, final double forceUs) throws IOException, InterruptedException
    {
        final int channels = Integer.parseInt(run.option("--channels", Integer.toString(run.pick(10_000, 10_000,
            50))));
        final int rate = Integer.parseInt(run.option("--rate", "2000"));
        final Fleet.Shape shape = new Fleet.Shape(4, channels, SIZE, Integer.parseInt(run.option("--subscribers",
            "0")));
        try (Fleet fleet = new Fleet(new StanDialect(server.port()), shape))
        {
            final ClosedLoop warmUp = new ClosedLoop(fleet, 256);
            fleet.subscribe(channels, false, warmUp);
            warmUp.run(Math.max(channels, run.pick(200_000, 50_000, 500)));
            final SnapshotControl control = new SnapshotControl(server);
            control.take();
            final Log log = new Log();
            final FutureTask<List<SnapshotControl.Span>> snapshots = start(() -> control.takeUntilInterrupted(
                TimeUnit.SECONDS.toNanos(run.pick(2, 2, 1))), log);
            final OpenLoop.Outcome outcome = OpenLoop.run(fleet, rate, run.pick(60, 20, 4), log);
            log.taker.interrupt();
            evaluate(log, snapshots.get(), forceUs);
            report.line("%,d channels, %,d publishes at %,d/s, %,d acknowledged", channels, outcome.sent(), rate,
                outcome.acked());
        }
        catch (final ExecutionException ex)
        {
            throw new IOException("a snapshot has failed", ex);
        }
    }

    private static FutureTask<List<SnapshotControl.Span>> start(final Callable<List<SnapshotControl.Span>> work,
        final Log log)
    {
        final FutureTask<List<SnapshotControl.Span>> task = new FutureTask<>(work);
        log.taker = new Thread(task, "snapshots");
        log.taker.start();
        return task;
    }

    private void evaluate(final Log log, final List<SnapshotControl.Span> spans, final double forceUs)
    {
        final Latencies calm = new Latencies();
        final Latencies overlapping = new Latencies();
        final Latencies after = new Latencies();
        for (int i = 0; i < log.times.size(); i += 2)
        {
            final long beginNs = log.times.getLong(i);
            final long endNs = log.times.getLong(i + 1);
            final Latencies group = isWithin(spans, beginNs, endNs, 0) ? overlapping : isWithin(spans, beginNs, endNs,
                AFTERMATH_NS) ? after : calm;
            group.record(endNs - beginNs);
        }
        final Latencies durations = new Latencies();
        spans.forEach(span -> durations.record(span.endNs() - span.beginNs()));
        report.line("snapshots, from the request until the log goes on: %s", durations);
        record(CALM, calm);
        record(OVERLAPS, overlapping);
        record(AFTER, after);
        final double barUs = BAR_US + FORCES * forceUs;
        report.line("bar: p99 <= 20 ms + 3 x fsync p50 = %,.0f us; overlapping p99 %,.0f us: %s", barUs, overlapping
            .us(99), overlapping.us(99) <= barUs ? "met" : "NOT met");
    }

    private static boolean isWithin(final List<SnapshotControl.Span> spans, final long beginNs, final long endNs,
        final long longerNs)
    {
        for (final SnapshotControl.Span span : spans)
        {
            if (beginNs - span.endNs() <= longerNs && endNs - span.beginNs() >= 0)
            {
                return true;
            }
        }
        return false;
    }

    private void record(final String phase, final Latencies latencies)
    {
        report.line("%-24s %s", phase, latencies);
        comparison.add("publish p50, us", phase, latencies.us(50));
        comparison.add("publish p99, us", phase, latencies.us(99));
        comparison.add("publish longest, us", phase, latencies.us(100));
    }

    /** When each publish was to be sent and when it was acknowledged. */
    private static final class Log implements Fleet.Recorder
    {
        private final LongArrayList times = new LongArrayList();
        private Thread taker;

        @Override
        public void onAck(final int publisher, final long stamp, final long nowNs)
        {
            times.addLong(stamp);
            times.addLong(nowNs);
        }

        @Override
        public void onDelivery(final int subscriber, final long stamp, final long nowNs)
        {
            // Publishers are asked.
        }
    }
}
