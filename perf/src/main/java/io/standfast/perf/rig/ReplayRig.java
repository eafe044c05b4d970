package io.standfast.perf.rig;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * Stored messages that are replayed to one, ten and a hundred subscribers, and messages that are fanned out to as many
 * while they are published, beside JetStream. Every subscriber acknowledges every message. Owned by the main thread.
 */
final class ReplayRig
{
    private static final int SIZE = 128;
    /** Subscribers to which a replay is measured once and not in each round. */
    private static final int MANY = 100;
    private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    ReplayRig(final Run run, final Report report)
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
            final boolean isFirst = round == 0;
            contenders.alone(contender -> measure(contender, isFirst));
        }
        comparison.print(report, Contenders.REFERENCE);
    }

    private void measure(final Contenders.Contender contender, final boolean isFirst) throws IOException
    {
        final int stored = Integer.parseInt(run.option("--messages", Integer.toString(run.pick(1_000_000, 100_000,
            1_000))));
        try (Fleet publisher = new Fleet(contender.newDialect(), new Fleet.Shape(1, 1, SIZE, 0)))
        {
            new ClosedLoop(publisher, 4096).run(stored);
        }
        for (final String subscribers : run.option("--subscribers", "1,10,100").split(","))
        {
            // A hundred million deliveries take JetStream ten minutes.
            if (isFirst || Integer.parseInt(subscribers) < MANY)
            {
                replay(contender, Integer.parseInt(subscribers), stored);
            }
        }
        for (final String subscribers : run.option("--subscribers", "1,10,100").split(","))
        {
            fanOut(contender, Integer.parseInt(subscribers));
        }
    }

    private void replay(final Contenders.Contender contender, final int subscribers, final int stored)
        throws IOException
    {
        final String what = "replay to " + subscribers;
        try (Fleet fleet = new Fleet(contender.newDialect(), new Fleet.Shape(0, 1, SIZE, subscribers)))
        {
            final Arrivals arrivals = new Arrivals(subscribers);
            final double cpu = contender.cpu().seconds();
            final long beginNs = System.nanoTime();
            fleet.subscribe(1, true, arrivals);
            final long deliveries = (long) stored * subscribers;
            while (arrivals.count < deliveries)
            {
                fleet.poll(arrivals, 1);
                if (System.nanoTime() - Math.max(beginNs, arrivals.lastNs) > SILENCE_NS)
                {
                    throw new IOException(contender.name() + ": " + what + ": " + (deliveries - arrivals.count) +
                        " messages have not come for 60 s");
                }
            }
            final double seconds = (arrivals.lastNs - beginNs) / 1e9;
            report.line("%-20s %s: %,d deliveries in %.2f s, %,.0f/s; first message to each: %s", contender.name(),
                what, deliveries, seconds, deliveries / seconds, arrivals.firsts(beginNs));
            comparison.add(what + ", deliveries/s", contender.name(), deliveries / seconds);
            comparison.add(what + ", CPU s per million deliveries", contender.name(), (contender.cpu().seconds() -
                cpu) * 1e6 / deliveries);
        }
    }

    private void fanOut(final Contenders.Contender contender, final int subscribers) throws IOException
    {
        final String what = "live to " + subscribers;
        try (Fleet fleet = new Fleet(contender.newDialect(), new Fleet.Shape(1, 1, SIZE, subscribers)))
        {
            final ClosedLoop closed = new ClosedLoop(fleet, 256);
            fleet.subscribe(1, false, closed);
            closed.run(run.pick(20_000, 2_000, 10));
            final int count = Math.max(1_000, run.pick(1_000_000, 100_000, 1_000) / subscribers);
            final double cpu = contender.cpu().seconds();
            final double seconds = closed.run(count);
            final double deliveries = (double) count * subscribers;
            report.line("%-20s %s: %,d messages in %.2f s, %,.0f deliveries/s", contender.name(), what, count, seconds,
                deliveries / seconds);
            comparison.add(what + ", deliveries/s", contender.name(), deliveries / seconds);
            comparison.add(what + ", CPU s per million deliveries", contender.name(), (contender.cpu().seconds() -
                cpu) * 1e6 / deliveries);
            paced(contender, fleet, what);
        }
    }

    private void paced(final Contenders.Contender contender, final Fleet fleet, final String what) throws IOException
    {
        final int rate = Integer.parseInt(run.option("--rate", "200"));
        final Latencies latencies = new Latencies();
        final OpenLoop.Outcome outcome = OpenLoop.run(fleet, rate, run.pick(15, 5, 1), new Fleet.Recorder()
        {
            @Override
            public void onAck(final int publisher, final long stamp, final long nowNs)
            {
                // The delivery is what is asked for.
            }

            @Override
            public void onDelivery(final int subscriber, final long stamp, final long nowNs)
            {
                latencies.record(nowNs - stamp);
            }
        });
        report.line("%-20s %s at %,d/s, delivered: %s", contender.name(), what, rate, latencies);
        if (outcome.delivered() < outcome.sent() * fleet.subscribers())
        {
            report.line("%-20s %s at %,d/s: %,d of %,d delivered", contender.name(), what, rate, outcome.delivered(),
                outcome.sent() * fleet.subscribers());
        }
        final String row = what + " at " + rate + "/s";
        comparison.add(row + " p50, us", contender.name(), latencies.us(50));
        comparison.add(row + " p99, us", contender.name(), latencies.us(99));
    }

    /** Counts what has come, and when each subscriber got its first. */
    private static final class Arrivals implements Fleet.Recorder
    {
        private final long[] firstNs;
        private long count;
        private long lastNs = Long.MIN_VALUE;

        Arrivals(final int subscribers)
        {
            firstNs = new long[subscribers];
        }

        @Override
        public void onAck(final int publisher, final long stamp, final long nowNs)
        {
            throw new IllegalStateException("nobody publishes");
        }

        @Override
        public void onDelivery(final int subscriber, final long stamp, final long nowNs)
        {
            firstNs[subscriber] = firstNs[subscriber] == 0 ? nowNs : firstNs[subscriber];
            count++;
            lastNs = nowNs;
        }

        Latencies firsts(final long beginNs)
        {
            final Latencies latencies = new Latencies();
            for (final long each : firstNs)
            {
                latencies.record(each - beginNs);
            }
            return latencies;
        }
    }
}
