package io.standfast.perf.rig;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.perf.report.Scale;

/**
 * Latency at fixed rates, beside JetStream: from the time at which a message was to be sent to its acknowledgement, and
 * with a subscriber to its delivery. The rate is raised until less than 95 % of it is reached. Owned by the main
 * thread.
 */
final class LoadRig
{
    private static final double REACHED = 0.95;
    private static final long WARM_UP_BYTES = 8 << 20;
    private static final long WARM_UP_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    LoadRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        final Contenders contenders = new Contenders(run, report);
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            for (final Fleet.Shape shape : Fleet.Shape.ofOptions(run, "1", "1"))
            {
                contenders.alone(contender -> measure(contender, shape));
            }
        }
        comparison.print(report, Contenders.REFERENCE);
    }

    private void measure(final Contenders.Contender contender, final Fleet.Shape shape) throws IOException
    {
        try (Fleet fleet = new Fleet(contender.newDialect(), shape))
        {
            new ClosedLoop(fleet, window(shape))
                .run(Math.max(shape.channels(), run.pick(100_000, 20_000, 500) * 128L / shape
                    .size()));
            climb(contender, fleet, shape + ": ack");
        }
        final Fleet.Shape both = new Fleet.Shape(shape.publishers(), shape.channels(), shape.size(), 1);
        try (Fleet fleet = new Fleet(contender.newDialect(), both))
        {
            final ClosedLoop warmUp = new ClosedLoop(fleet, window(shape));
            fleet.subscribe(shape.channels(), false, warmUp);
            warmUp.run(run.pick(50_000, 10_000, 500) * 128L / shape.size());
            climb(contender, fleet, shape + ": end to end");
        }
    }

    /** Of the warm-up: 8 MB at most are on their way. */
    private static int window(final Fleet.Shape shape)
    {
        return (int) Math.max(1, Math.min(256, WARM_UP_BYTES / shape.size() / shape.publishers()));
    }

    private void climb(final Contenders.Contender contender, final Fleet fleet, final String what) throws IOException
    {
        double highest = 0;
        for (final int rate : run.numbers("--rates", run.scale() == Scale.SMOKE ? "500,1000"
            : "1000,5000,20000,50000,100000,200000"))
        {
            final OpenLoop.Outcome outcome = step(contender, fleet, what, rate);
            highest = Math.max(highest, outcome.rate());
            if (outcome.rate() < REACHED * rate || outcome.acked() < outcome.sent() || outcome.delivered() < outcome
                .sent() * fleet.subscribers())
            {
                report.line("%-20s %s at %,d/s: %,.0f reached, %,d of %,d acknowledged, %,d delivered: no further",
                    contender.name(), what, rate, outcome.rate(), outcome.acked(), outcome.sent(), outcome
                        .delivered());
                break;
            }
        }
        comparison.add(what + ", highest rate", contender.name(), highest);
    }

    private OpenLoop.Outcome step(final Contenders.Contender contender, final Fleet fleet, final String what,
        final int rate) throws IOException
    {
        final boolean isEndToEnd = fleet.subscribers() > 0;
        final Latencies latencies = new Latencies();
        final long fromNs = System.nanoTime() + WARM_UP_NS;
        final double cpu = contender.cpu().seconds();
        final OpenLoop.Outcome outcome = OpenLoop.run(fleet, rate, run.pick(10, 4, 1), new Fleet.Recorder()
        {
            @Override
            public void onAck(final int publisher, final long stamp, final long nowNs)
            {
                record(!isEndToEnd, stamp, nowNs);
            }

            @Override
            public void onDelivery(final int subscriber, final long stamp, final long nowNs)
            {
                record(isEndToEnd, stamp, nowNs);
            }

            private void record(final boolean isWanted, final long stamp, final long nowNs)
            {
                if (isWanted && stamp - fromNs > 0)
                {
                    latencies.record(nowNs - stamp);
                }
            }
        });
        final double perMillion = (contender.cpu().seconds() - cpu) * 1e6 / Math.max(1, outcome.acked());
        report.line("%-20s %s at %,d/s: %s  CPU %.1f s per million", contender.name(), what, rate, latencies,
            perMillion);
        final String row = what + " " + String.format("%,d/s", rate);
        comparison.add(row + " p50, us", contender.name(), latencies.us(50));
        comparison.add(row + " p99, us", contender.name(), latencies.us(99));
        comparison.add(row + " CPU s per million", contender.name(), perMillion);
        return outcome;
    }
}
