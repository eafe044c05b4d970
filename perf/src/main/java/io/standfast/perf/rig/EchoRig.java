package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.replication.fence.ConsensusFence;

/**
 * One-member round trip in process, ingress to reply, beside a bare Aeron Cluster echo with the same driver settings,
 * idle strategies and fsync level; and the same through the Aeron door, publish to acknowledgement. Owned by the main
 * thread.
 */
final class EchoRig
{
    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    EchoRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException
    {
        // Aeron's class is loaded once for both: before the fence, the node would refuse it.
        ConsensusFence.install();
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            for (final boolean isSynced : new boolean[]{false, true})
            {
                final String level = isSynced ? "fsync" : "no fsync";
                final Path bare = Files.createTempDirectory("bare-echo");
                try (BareEcho echo = new BareEcho(bare, isSynced))
                {
                    measure(level, "bare echo", echo::roundTrip);
                }
                Subject.delete(bare);
                final Path ours = Files.createTempDirectory("node-echo");
                try (NodeEcho echo = new NodeEcho(ours, isSynced))
                {
                    measure(level, "standfast", echo::roundTrip);
                }
                Subject.delete(ours);
                final Path door = Files.createTempDirectory("door-echo");
                try (DoorEcho echo = new DoorEcho(door, isSynced))
                {
                    measure(level, "aeron door", echo::roundTrip);
                }
                Subject.delete(door);
            }
        }
        comparison.print(report, "bare echo");
    }

    private void measure(final String level, final String subject, final Runnable roundTrip)
    {
        final Latencies latencies = new Latencies();
        for (int i = run.pick(20_000, 5_000, 100); i > 0; i--)
        {
            roundTrip.run();
        }
        for (int i = run.pick(30_000, 5_000, 100); i > 0; i--)
        {
            final long beginNs = System.nanoTime();
            roundTrip.run();
            latencies.record(System.nanoTime() - beginNs);
        }
        report.line("%-10s %-10s %s", level, subject, latencies);
        comparison.add(level + " p50, us", subject, latencies.us(50));
        comparison.add(level + " p99, us", subject, latencies.us(99));
    }
}
