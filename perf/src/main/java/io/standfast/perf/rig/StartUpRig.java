package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.server.bench.LeanClient;

/**
 * How long a start takes: empty, with a million messages, with ten thousand channels and with a hundred thousand; after
 * an orderly stop and after kill -9. And what these take of memory and disk. Owned by the main thread.
 */
final class StartUpRig
{
    private static final int PAYLOAD = 128;

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    StartUpRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            measure("empty", 0, 0);
            measure("1 channel x " + run.pick(1_000_000, 100_000, 1_000), 1, run.pick(1_000_000, 100_000, 1_000));
            measure(run.pick(10_000, 1_000, 20) + " channels x 10", run.pick(10_000, 1_000, 20), 10);
            measure(run.pick(100_000, 20_000, 50) + " channels x 2", run.pick(100_000, 20_000, 50), 2);
        }
        comparison.print(report, "orderly stop");
    }

    private void measure(final String what, final int channels, final int messages) throws IOException,
        InterruptedException
    {
        final Path directory = Files.createTempDirectory("start-up");
        final String[] flags = {"-mc", "0", "-mm", "0", "-mb", "0"};
        try (Subject server = Subject.standfast(run.root(), directory, false, flags))
        {
            fill(server, channels, messages);
            comparison.add(what + ": own memory, MB", "figure", server.ownMemoryMb());
            comparison.add(what + ": own memory, each page once, MB", "figure", server.ownMemoryOnceMb());
            server.stop();
        }
        try (Subject server = Subject.standfast(run.root(), directory, false, flags))
        {
            comparison.add(what + ": ready, ms", "orderly stop", server.readyMs());
            comparison.add(what + ": disk, MB", "figure", server.diskMb());
            comparison.add(what + ": own memory after start, MB", "figure", server.ownMemoryMb());
            server.kill9();
        }
        try (Subject server = Subject.standfast(run.root(), directory, false, flags))
        {
            comparison.add(what + ": ready, ms", "kill -9", server.readyMs());
        }
        Subject.delete(directory);
    }

    private void fill(final Subject server, final int channels, final int messages) throws IOException
    {
        if (channels == 0)
        {
            return;
        }
        try (LeanClient client = Publishers.stan(server.port(), "fill"))
        {
            for (int i = 0; i < channels; i++)
            {
                client.publish(Publishers.stanFrame("fill", "c" + i, PAYLOAD), messages, 4096, null);
            }
        }
    }
}
