package io.standfast.perf.rig;

import java.io.IOException;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * Three nodes on this machine: publishes through the leader with a window, to one channel and by four publishers to a
 * hundred, and end to end at 5,000 messages a second; beside three JetStream servers and a stream of three replicas,
 * which their version cannot force to the disk message by message. Owned by the main thread.
 */
final class ThreeRig
{
    private static final Fleet.Shape ONE = new Fleet.Shape(1, 1, 128, 0);
    private static final Fleet.Shape MANY = new Fleet.Shape(4, 100, 128, 0);

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    ThreeRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        final Contenders contenders = new Contenders(run, report);
        final Windows windows = new Windows(run, report, comparison);
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            contenders.three(contender ->
            {
                windows.measure(contender, ONE);
                windows.measure(contender, MANY);
                endToEnd(contender);
            });
        }
        comparison.print(report, Contenders.REFERENCE);
    }

    private void endToEnd(final Contenders.Contender contender) throws IOException
    {
        final int rate = Integer.parseInt(run.option("--rate", Integer.toString(run.pick(5_000, 5_000, 500))));
        try (Fleet fleet = new Fleet(contender.newDialect(), new Fleet.Shape(1, 1, 128, 1)))
        {
            final ClosedLoop warmUp = new ClosedLoop(fleet, 256);
            fleet.subscribe(1, false, warmUp);
            warmUp.run(run.pick(50_000, 10_000, 500));
            final Latencies acks = new Latencies();
            final Latencies deliveries = new Latencies();
            final double cpu = contender.cpu().seconds();
            final OpenLoop.Outcome outcome = OpenLoop.run(fleet, rate, run.pick(20, 6, 1), new Fleet.Recorder()
            {
                @Override
                public void onAck(final int publisher, final long stamp, final long nowNs)
                {
                    acks.record(nowNs - stamp);
                }

                @Override
                public void onDelivery(final int subscriber, final long stamp, final long nowNs)
                {
                    deliveries.record(nowNs - stamp);
                }
            });
            final double perMillion = (contender.cpu().seconds() - cpu) * 1e6 / Math.max(1, outcome.acked());
            final String row = String.format("end to end at %,d/s", rate);
            report.line("%-20s %s, %,.0f/s reached, acknowledged: %s", contender.name(), row, outcome.rate(), acks);
            report.line("%-20s %s, %,d of %,d delivered: %s  CPU %.1f s per million", contender.name(), row, outcome
                .delivered(), outcome.sent(), deliveries, perMillion);
            comparison.add(row + ", reached, msg/s", contender.name(), outcome.rate());
            comparison.add(row + ", ack p50, us", contender.name(), acks.us(50));
            comparison.add(row + ", ack p99, us", contender.name(), acks.us(99));
            comparison.add(row + ", delivered p50, us", contender.name(), deliveries.us(50));
            comparison.add(row + ", delivered p99, us", contender.name(), deliveries.us(99));
            comparison.add(row + ", CPU s per million", contender.name(), perMillion);
        }
    }
}
