package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.server.bench.LeanClient;

/**
 * Publish and acknowledge through the listener with the lean client, window 1, 256 and 4096, and replay, beside
 * JetStream on the same machine in the same run. Owned by the main thread.
 */
final class EndToEndRig
{
    private static final int PAYLOAD = 128;
    private static final String REFERENCE = "JetStream";

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();
    private final JavaClients javaClients;
    private int number;

    EndToEndRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
        javaClients = new JavaClients(run, comparison, PAYLOAD);
    }

    void run() throws IOException, InterruptedException
    {
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            for (final boolean isSynced : new boolean[]{false, true})
            {
                final Path directory = newDirectory();
                try (Subject server = Subject.standfast(run.root(), directory, isSynced))
                {
                    measureStan(server, isSynced ? "standfast fsync" : "standfast no fsync");
                    javaClients.stan(server, isSynced ? "standfast fsync" : "standfast no fsync");
                }
                Subject.delete(directory);
                measurePeer(isSynced);
            }
            measureJetStream();
        }
        comparison.print(report, REFERENCE);
    }

    private Path newDirectory() throws IOException
    {
        return Files.createTempDirectory("end-to-end-" + number++);
    }

    private void measurePeer(final boolean isSynced) throws IOException, InterruptedException
    {
        final String binary = run.option("--peer", "");
        if (binary.isEmpty())
        {
            return;
        }
        final Path directory = newDirectory();
        try (Subject server = Subject.legacy(binary.substring(binary.indexOf('=') + 1), directory, isSynced))
        {
            measureStan(server, isSynced ? "nss fsync" : "nss no fsync");
            javaClients.stan(server, isSynced ? "nss fsync" : "nss no fsync");
        }
        Subject.delete(directory);
    }

    private void measureStan(final Subject server, final String name) throws IOException, InterruptedException
    {
        try (LeanClient client = Publishers.stan(server.port(), "lean"))
        {
            measurePublish(server, name, client, Publishers.stanFrame("lean", "bench", PAYLOAD));
            final int stored = run.pick(400_000, 50_000, 2_000);
            final double cpu = server.cpuS();
            final long beginNs = System.nanoTime();
            Publishers.stanSubscribe(client, "lean", "bench", 1 << 20);
            client.await(stored + 1);
            final double seconds = (System.nanoTime() - beginNs) / 1e9;
            comparison.add("replay to one subscriber, msg/s", name, stored / seconds);
            comparison.add("replay, server CPU s per million", name, (server.cpuS() - cpu) * 1e6 / stored);
        }
    }

    private void measureJetStream() throws IOException, InterruptedException
    {
        final Optional<Path> binary = Subject.natsServer(run.root());
        if (binary.isEmpty())
        {
            report.line("nats-server is missing: no JetStream beside; run bin/verify once");
            return;
        }
        final Path directory = newDirectory();
        try (Subject server = Subject.jetStream(binary.get(), directory))
        {
            try (LeanClient client = Publishers.jetStream(server.port(), "BENCH"))
            {
                measurePublish(server, REFERENCE, client, Publishers.jetStreamFrame("BENCH.a", PAYLOAD));
            }
            javaClients.jetStream(server, REFERENCE, "BENCH.java");
        }
        Subject.delete(directory);
    }

    private void measurePublish(final Subject server, final String name, final LeanClient client, final byte[] frame)
        throws IOException
    {
        client.publish(frame, run.pick(100_000, 20_000, 500), 256, null);
        final Latencies latencies = new Latencies();
        client.publish(frame, run.pick(20_000, 3_000, 100), 1, latencies);
        report.line("%-20s one at a time: %s", name, latencies);
        comparison.add("publish one at a time p50, us", name, latencies.us(50));
        comparison.add("publish one at a time p99, us", name, latencies.us(99));
        final List<Integer> windows = new ArrayList<>(List.of(256, 4096));
        for (final int window : windows)
        {
            final int count = run.pick(500_000, 100_000, 2_000);
            final double cpu = server.cpuS();
            final double seconds = client.publish(frame, count, window, null) / 1e9;
            comparison.add("publish window " + window + ", msg/s", name, count / seconds);
            comparison.add("publish window " + window + ", server CPU s per million", name,
                (server.cpuS() - cpu) * 1e6 /
                    count);
        }
    }
}
