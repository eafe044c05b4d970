package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.standfast.perf.report.Report;
import io.standfast.perf.report.Run;

/**
 * The servers that are measured beside one another, each started for one measurement with an empty directory. Owned by
 * the rig's thread.
 */
final class Contenders
{
    static final String REFERENCE = "JetStream";

    private static final String[] NO_LIMITS = {"-mc", "0", "-msu", "0", "-mm", "0", "-mb", "0"};

    private final Run run;
    private final Report report;

    /** Server time, user and system, so far. */
    @FunctionalInterface
    interface Cpu
    {
        double seconds() throws IOException;
    }

    /**
     * One of them.
     *
     * @param name    in tables.
     * @param port    of its clients.
     * @param isStan  whether it speaks NATS Streaming, or JetStream.
     * @param cpu     of all its processes.
     */
    record Contender(String name, int port, boolean isStan, Cpu cpu)
    {
        Dialect newDialect()
        {
            return isStan ? new StanDialect(port) : new JetStreamDialect(port);
        }
    }

    /** What is done with each. */
    @FunctionalInterface
    interface Measurement
    {
        void measure(Contender contender) throws IOException, InterruptedException;
    }

    Contenders(final Run run, final Report report)
    {
        this.run = run;
        this.report = report;
    }

    /** Standfast without fsync and with, the server of {@code --peer} likewise, and JetStream; each alone. */
    void alone(final Measurement measurement) throws IOException, InterruptedException
    {
        for (final boolean isSynced : new boolean[]{false, true})
        {
            final Path directory = newDirectory();
            try (Subject server = Subject.standfast(run.root(), directory, isSynced, NO_LIMITS))
            {
                measurement.measure(stan("standfast" + level(isSynced), server));
            }
            Subject.delete(directory);
            final String peer = run.option("--peer", "");
            if (!peer.isEmpty())
            {
                measurePeer(peer, isSynced, measurement);
            }
        }
        final Optional<Path> binary = natsServer();
        if (binary.isPresent())
        {
            final Path directory = newDirectory();
            try (Subject server = Subject.jetStream(binary.get(), directory))
            {
                new JetStreamDialect(server.port()).createStream(1);
                measurement.measure(new Contender(REFERENCE, server.port(), false, server::cpuS));
            }
            Subject.delete(directory);
        }
    }

    private void measurePeer(final String peer, final boolean isSynced, final Measurement measurement)
        throws IOException, InterruptedException
    {
        final Path directory = newDirectory();
        try (Subject server = Subject.legacy(peer, directory, isSynced, NO_LIMITS))
        {
            measurement.measure(stan("nss" + level(isSynced), server));
        }
        Subject.delete(directory);
    }

    /** Three nodes of Standfast without fsync and with, and three JetStream servers with a stream of three replicas. */
    void three(final Measurement measurement) throws IOException, InterruptedException
    {
        for (final boolean isSynced : new boolean[]{false, true})
        {
            final Path directory = newDirectory();
            final String[] flags = new String[NO_LIMITS.length + 1];
            System.arraycopy(NO_LIMITS, 0, flags, 0, NO_LIMITS.length);
            flags[NO_LIMITS.length] = "-file_sync=" + isSynced;
            try (Trio trio = new Trio(run.root(), directory, flags))
            {
                measurement.measure(new Contender("standfast" + level(isSynced), trio.node(trio.leader()).port(), true,
                    trio::cpuS));
            }
            Subject.delete(directory);
        }
        final Optional<Path> binary = natsServer();
        if (binary.isPresent())
        {
            final Path directory = newDirectory();
            try (JetStreamTrio trio = new JetStreamTrio(binary.get(), directory))
            {
                measurement.measure(new Contender(REFERENCE, trio.port(), false, trio::cpuS));
            }
            Subject.delete(directory);
        }
    }

    private static Contender stan(final String name, final Subject server)
    {
        return new Contender(name, server.port(), true, server::cpuS);
    }

    private static String level(final boolean isSynced)
    {
        return isSynced ? " fsync" : " no fsync";
    }

    private Optional<Path> natsServer()
    {
        final Optional<Path> binary = Subject.natsServer(run.root());
        if (binary.isEmpty())
        {
            report.line("nats-server is missing: no JetStream beside; run bin/verify once");
        }
        return binary;
    }

    private Path newDirectory() throws IOException
    {
        return Files.createTempDirectory(Path.of(run.option("--dir", System.getProperty("java.io.tmpdir"))), run.rig());
    }
}
