package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * How long clients wait when the leader dies: it is killed with signal 9 again and again, and each time what counts is
 * the time to the first acknowledgement that a client gets on a new connection. Owned by the main thread.
 */
final class FailoverRig
{
    private static final int PERCENT = 100;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int PHASE_MS = 1_500;
    /** The bar is 2.5 s: what is longer is told about. */
    private static final long SLOW_NS = TimeUnit.MILLISECONDS.toNanos(2_500);
    private static final int SLOW_LINES = 25;

    private final Run run;
    private final Report report;

    FailoverRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException, InterruptedException
    {
        final int kills = Integer.parseInt(run.option("--kills", Integer.toString(run.pick(60, 10, 1))));
        final Path directory = Files.createTempDirectory(Path.of(run.option("--dir", System.getProperty(
            "java.io.tmpdir"))), "failover");
        final Latencies gaps = new Latencies();
        try (Trio trio = new Trio(run.root(), directory);
            FailoverClient client = FailoverClient.start(
                node -> trio.node(node).port()))
        {
            trio.leader();
            awaitMore(client, PERCENT);
            for (int kill = 1; kill <= kills; kill++)
            {
                // Where in the nodes' cycles of heartbeats it happens is a toss.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(PHASE_MS)));
                final long gapNs = kill(trio, client);
                gaps.record(gapNs);
                report.progress("kill " + kill + ": " + TimeUnit.NANOSECONDS.toMillis(gapNs) + " ms");
            }
        }
        report.line("%d kills of the leader, ms to the next acknowledgement: p50 %.0f  p95 %.0f  max %.0f", kills, gaps
            .us(50) / 1e3, gaps.us(95) / 1e3, gaps.us(100) / 1e3);
        Subject.delete(directory);
    }

    private long kill(final Trio trio, final FailoverClient client) throws IOException, InterruptedException
    {
        final int leader = trio.leading();
        final int before = client.connection();
        final long killedNs = System.nanoTime();
        trio.node(leader).kill9();
        long ackNs = client.firstAckNs(before);
        while (ackNs < 0)
        {
            if (System.nanoTime() - killedNs > DEADLINE_NS)
            {
                throw new IOException("no acknowledgement within 60 s of kill -9");
            }
            LockSupport.parkNanos(POLL_NS);
            ackNs = client.firstAckNs(before);
        }
        if (ackNs - killedNs > SLOW_NS)
        {
            tellWhatNodesSaid(trio, leader);
        }
        trio.startAgain(leader);
        awaitMore(client, PERCENT);
        return ackNs - killedNs;
    }

    /** Why it took so long is in the logs of those that live. */
    private void tellWhatNodesSaid(final Trio trio, final int killed) throws IOException
    {
        for (int node = 0; node < Trio.SIZE; node++)
        {
            report.line("%s%s said last:%n%s", trio.node(node).name(), node == killed ? ", which was killed," : "", trio
                .node(node).lastLines(SLOW_LINES));
        }
    }

    private static void awaitMore(final FailoverClient client, final int more) throws IOException
    {
        final int target = client.acknowledged() + more;
        final long beginNs = System.nanoTime();
        while (client.acknowledged() < target)
        {
            if (System.nanoTime() - beginNs > DEADLINE_NS)
            {
                throw new IOException("no more acknowledgements within 60 s");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
