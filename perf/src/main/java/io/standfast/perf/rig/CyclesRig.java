package io.standfast.perf.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.server.bench.LeanClient;

/**
 * A million clients connect, subscribe in every way and close, over the listener: what the server's memory does. Owned
 * by the main thread.
 */
final class CyclesRig
{
    private static final int CLIENTS = 32;
    private static final int REQUESTS = 3;
    private static final int STEPS = 10;
    private static final String[] QUEUES = {"", "", "crew", "crew"};
    private static final String[] DURABLES = {"", "keep", "", "keep"};

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    CyclesRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        final int cycles = run.pick(1_000_000, 100_000, 1_000);
        final Path directory = Files.createTempDirectory("cycles");
        final byte[] frames = frames();
        try (Subject server = Subject.standfast(run.root(), directory, false);
            LeanClient client = Publishers.stan(server.port(), "cycles"))
        {
            final long startNs = System.nanoTime();
            for (int step = 1; step <= STEPS; step++)
            {
                for (int i = 0; i < cycles / STEPS / CLIENTS; i++)
                {
                    client.send(frames);
                    for (int left = CLIENTS * REQUESTS; left > 0;)
                    {
                        left -= client.await(1);
                    }
                }
                measure(server, step * (cycles / STEPS));
            }
            comparison.add("cycles per s, measuring included", "server", cycles / ((System.nanoTime() - startNs) /
                1e9));
            server.stop();
        }
        comparison.print(report, "server");
        Subject.delete(directory);
    }

    private void measure(final Subject server, final int done) throws IOException, InterruptedException
    {
        comparison.add("after " + done + ": heap in use after a collection, MB", "server", server.heapInUseMb());
        comparison.add("after " + done + ": own memory, MB", "server", server.ownMemoryMb());
    }

    private static byte[] frames()
    {
        final ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < CLIENTS; i++)
        {
            frames.writeBytes(Publishers.cycle("cycle-" + i, QUEUES[i % QUEUES.length], DURABLES[i % DURABLES.length],
                "_INBOX.cycles.c"));
        }
        return frames.toByteArray();
    }
}
