package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.standfast.perf.report.Comparison;
import io.standfast.perf.report.Latencies;
import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;
import io.standfast.server.bench.LeanClient;

/**
 * What a server costs that nobody uses, and how long the first message after a pause takes: processor time without
 * clients, and publishes without fsync, twenty a second, so that all sleeps in between; one member and three, beside
 * the least that a wake-up takes here. Owned by the main thread.
 */
final class IdleRig
{
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int PAYLOAD = 128;
    private static final String ONE = "one member";
    private static final String THREE = "three members";
    private static final String ECHO = "an echo, one thread";

    private final Run run;
    private final Report report;
    private final Comparison comparison = new Comparison();

    /** User and system time so far. */
    @FunctionalInterface
    private interface Cpu
    {
        double seconds() throws IOException;
    }

    IdleRig(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    void run() throws IOException
    {
        for (int round = 0; round < run.pick(3, 1, 1); round++)
        {
            report.progress("round " + (round + 1));
            try (SocketEcho echo = SocketEcho.start())
            {
                addWakeUps(ECHO, echo.measure(run.pick(100_000, 50_000, 100), wakeUps(), PAUSE_NS));
            }
            final Path one = Files.createTempDirectory("idle-one");
            try (Subject server = Subject.standfast(run.root(), one, false))
            {
                measure(ONE, server::cpuS, server.port());
            }
            Subject.delete(one);
            final Path three = Files.createTempDirectory("idle-three");
            try (Trio trio = new Trio(run.root(), three, "-file_sync=false"))
            {
                measure(THREE, trio::cpuS, trio.node(trio.leader()).port());
            }
            Subject.delete(three);
        }
        comparison.print(report, ONE);
    }

    private void measure(final String subject, final Cpu cpu, final int port) throws IOException
    {
        // The compiler has done what a start leaves to it.
        await(run.pick(30, 15, 1));
        final double beginS = cpu.seconds();
        final int seconds = run.pick(30, 10, 1);
        await(seconds);
        comparison.add("idle, % of a core", subject, (cpu.seconds() - beginS) * 100 / seconds);
        try (LeanClient client = Publishers.stan(port, "lean"))
        {
            final byte[] frame = Publishers.stanFrame("lean", "idle", PAYLOAD);
            // Compiled: not the interpreter's time is asked for.
            client.publish(frame, run.pick(100_000, 50_000, 100), 1, null);
            final Latencies latencies = new Latencies();
            for (int i = wakeUps(); i > 0; i--)
            {
                LockSupport.parkNanos(PAUSE_NS);
                client.publish(frame, 1, 1, latencies);
            }
            addWakeUps(subject, latencies);
        }
    }

    private int wakeUps()
    {
        return run.pick(600, 150, 2);
    }

    private void addWakeUps(final String subject, final Latencies latencies)
    {
        report.line("%-20s wake-up: %s", subject, latencies);
        comparison.add("wake-up p50, us", subject, latencies.us(50));
        comparison.add("wake-up p99, us", subject, latencies.us(99));
    }

    private static void await(final int seconds) throws IOException
    {
        final PacedPublisher.Condition isOver = PacedPublisher.after(seconds);
        while (!isOver.isMet())
        {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
