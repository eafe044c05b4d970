package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.server.bench.LeanClient;

/**
 * Whether three nodes keep their leader on a machine that has four times as much to do as it can: nobody dies, so every
 * election is a false one. Owned by the main thread.
 */
final class ElectionRig
{
    private static final int RATE = 100;
    private static final int PAYLOAD = 128;
    private static final int SPINNERS_PER_CORE = 4;

    private final Run run;
    private final Report report;

    ElectionRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException
    {
        final int seconds = (int) TimeUnit.MINUTES.toSeconds(Integer.parseInt(run.option("--minutes", "30")));
        final Path directory = Files.createTempDirectory("elections");
        final List<Process> spinners = new ArrayList<>();
        try (Trio trio = new Trio(run.root(), directory))
        {
            final int leader = trio.leader();
            for (int i = SPINNERS_PER_CORE * Runtime.getRuntime().availableProcessors(); i > 0; i--)
            {
                spinners.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
            try (LeanClient client = Publishers.stan(trio.node(leader).port(), "lean"))
            {
                final Latencies latencies = new PacedPublisher(client, Publishers.stanFrame("lean", "steady", PAYLOAD),
                    RATE).run(PacedPublisher.after(seconds));
                report.line("%d spinning processes, %d s, %d publishes a second: %s", spinners.size(), seconds, RATE,
                    latencies);
            }
            for (int i = 0; i < Trio.SIZE; i++)
            {
                report.line("node %d: %d times leader, %d times the leader's heartbeat was missed", i, trio.node(i)
                    .count("server became leader"), trio.node(i).count("leader heartbeat timeout"));
            }
        }
        finally
        {
            spinners.forEach(Process::destroyForcibly);
        }
        Subject.delete(directory);
    }
}
