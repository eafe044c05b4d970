package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.server.bench.LeanClient;

/**
 * What clients of the leader feel while a node that lost its disk copies the store: latency of publishes at a fixed
 * rate with all three nodes, with two, while segments are copied, and until the node follows. The node that copies gets
 * what processors the others leave: its start is not what is measured. Owned by the main thread.
 */
final class CopyRig
{
    private static final int PAYLOAD = 1024;
    private static final int RATE = 1_000;
    private static final String THREE = "three nodes";

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    CopyRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            for (final String rate : run.option("--rates", "0,64MB,16MB").split(","))
            {
                final Path directory = Files.createTempDirectory(Path.of(run.option("--dir", System.getProperty(
                    "java.io.tmpdir"))), "copy");
                try (Trio trio = new Trio(run.root(), directory, "-mm", "0", "-mb", "0", "-cluster_copy_rate", rate))
                {
                    measure(trio, rate.equals("0") ? "any rate" : rate + "/s");
                }
                Subject.delete(directory);
            }
        }
        comparison.print(report, THREE);
    }

    private void measure(final Trio trio, final String rate) throws IOException, InterruptedException
    {
        final int leader = trio.leader();
        final int lost = (leader + 1) % Trio.SIZE;
        try (LeanClient client = Publishers.stan(trio.node(leader).port(), "lean"))
        {
            client.publish(Publishers.stanFrame("lean", "history", PAYLOAD), run.pick(1_500_000, 300_000, 150_000),
                4096,
                null);
            final PacedPublisher publisher = new PacedPublisher(client, Publishers.stanFrame("lean", "paced", 128),
                RATE);
            publisher.run(PacedPublisher.after(2));
            record(rate, THREE, publisher.run(PacedPublisher.after(run.pick(20, 5, 1))));
            trio.killAndWipe(lost);
            publisher.run(PacedPublisher.after(3));
            record(rate, "two nodes", publisher.run(PacedPublisher.after(run.pick(20, 5, 1))));
            trio.startAside(lost);
            final Subject node = trio.node(lost);
            publisher.run(said(node, "recording.log has"));
            final long beginNs = System.nanoTime();
            record(rate, "while segments are copied", publisher.run(said(node, "taken back, in")));
            final double seconds = (System.nanoTime() - beginNs) / 1e9;
            record(rate, "log replay and launch", publisher.run(said(node, "Store location: ")));
            comparison.add(rate + ": copied, s", "while segments are copied", seconds);
            compareRates(trio, rate, leader, node);
        }
    }

    /** Of the segments alone, as the node counts them, and of the same files by who does nothing else. */
    private void compareRates(final Trio trio, final String rate, final int leader, final Subject node)
        throws IOException
    {
        final double copied = 1000 * Double.parseDouble(node.said("restore: \\d+ segments, (\\d+) MB")) /
            Double.parseDouble(node.said("taken back, in (\\d+) ms"));
        final double plain = DiskProbe.copyMbPerS(trio.store(leader));
        report.line("%-10s segments copied at %.0f MB/s; a plain copy of such files, forced, at %.0f MB/s: %.2fx", rate,
            copied, plain, copied / plain);
    }

    private void record(final String rate, final String phase, final Latencies latencies)
    {
        report.line("%-10s %-28s %s", rate, phase, latencies);
        comparison.add(rate + ": publish p50, us", phase, latencies.us(50));
        comparison.add(rate + ": publish p99, us", phase, latencies.us(99));
    }

    private static PacedPublisher.Condition said(final Subject node, final String text)
    {
        return () -> node.hasSaid(text);
    }
}
