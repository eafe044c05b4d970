package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Three nodes of one cluster that are measured, as processes on this machine. Owned by the rig's thread.
 */
final class Trio implements AutoCloseable
{
    static final int SIZE = 3;

    private static final int PORTS = 10;
    private static final int FIRST_PORT = 12_000;
    private static final int LAST_PORT = 32_000;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Path root;
    private final Path directory;
    private final List<String> flags;
    private final Subject[] nodes = new Subject[SIZE];

    /** Starts all of them and waits until one leads and the others follow. */
    Trio(final Path root, final Path directory, final String... flags) throws IOException
    {
        this.root = root;
        this.directory = directory;
        final int base = ThreadLocalRandom.current().nextInt(FIRST_PORT / PORTS, LAST_PORT / PORTS) * PORTS;
        final String members = "a=127.0.0.1:" + base + ",b=127.0.0.1:" + (base + PORTS) + ",c=127.0.0.1:" +
            (base + 2 * PORTS);
        this.flags = new ArrayList<>(List.of(flags));
        this.flags.addAll(List.of("-cluster_members", members));
        for (int i = 0; i < SIZE; i++)
        {
            start(i);
        }
        for (final Subject node : nodes)
        {
            node.await("Store location: ");
        }
    }

    private void start(final int node, final String... prefix) throws IOException
    {
        nodes[node] = Subject.member(root, home(node), List.of(prefix), String.valueOf((char) ('a' + node)), flags);
    }

    /** As if it had processors of its own: it gets what the others leave. */
    void startAside(final int node) throws IOException
    {
        start(node, "nice", "-n", "19");
    }

    Subject node(final int node)
    {
        return nodes[node];
    }

    /** Its disk is lost. */
    void killAndWipe(final int node) throws IOException, InterruptedException
    {
        nodes[node].kill9();
        Subject.delete(home(node).resolve("data"));
    }

    /** Where its messages are. */
    Path store(final int node)
    {
        return home(node).resolve("data/store");
    }

    private Path home(final int node)
    {
        return directory.resolve("node-" + node);
    }

    int leader() throws IOException
    {
        final long beginNs = System.nanoTime();
        while (System.nanoTime() - beginNs < DEADLINE_NS)
        {
            for (int i = 0; i < SIZE; i++)
            {
                if (nodes[i].hasSaid("Streaming Server is ready"))
                {
                    return i;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new IOException("nobody leads: " + Files.readString(home(0).resolve("log")));
    }

    /** The one that leads now, when others have led before. */
    int leading() throws IOException
    {
        final long beginNs = System.nanoTime();
        while (System.nanoTime() - beginNs < DEADLINE_NS)
        {
            for (int i = 0; i < SIZE; i++)
            {
                if (nodes[i].count("Streaming Server is ready") > nodes[i].count("lost leadership"))
                {
                    return i;
                }
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new IOException("nobody leads: " + Files.readString(home(0).resolve("log")));
    }

    /** One that was killed, on its data; until it follows. */
    void startAgain(final int node) throws IOException
    {
        start(node);
        nodes[node].await("Store location: ");
    }

    /** User and system time of all so far. */
    double cpuS() throws IOException
    {
        double sum = 0;
        for (final Subject node : nodes)
        {
            sum += node.cpuS();
        }
        return sum;
    }

    @Override
    public void close() throws IOException
    {
        for (final Subject node : nodes)
        {
            if (node != null)
            {
                node.close();
            }
        }
    }
}
