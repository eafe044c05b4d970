package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three servers of one JetStream cluster on this machine, with a stream of three replicas. Owned by the rig's thread.
 */
final class JetStreamTrio implements AutoCloseable
{
    private static final int SIZE = 3;

    private final List<Subject> servers = new ArrayList<>();
    private final int leader;

    /** Starts all and waits until one of them leads the stream. */
    JetStreamTrio(final Path binary, final Path directory) throws IOException
    {
        final int[] ports = new int[SIZE];
        final List<String> routes = new ArrayList<>();
        for (int i = 0; i < SIZE; i++)
        {
            ports[i] = Subject.freePort();
            routes.add("nats://127.0.0.1:" + ports[i]);
        }
        for (int i = 0; i < SIZE; i++)
        {
            servers.add(Subject.jetStreamMember(binary, directory.resolve("js-" + i), name(i), ports[i], String.join(
                ",", routes)));
        }
        for (final Subject server : servers)
        {
            server.await("Server is ready");
        }
        final String name = new JetStreamDialect(servers.get(0).port()).createStream(SIZE);
        leader = name.charAt(name.length() - 1) - '0';
    }

    private static String name(final int server)
    {
        return "js" + server;
    }

    /** Of the server that leads the stream. */
    int port()
    {
        return servers.get(leader).port();
    }

    /** User and system time of all so far. */
    double cpuS() throws IOException
    {
        double sum = 0;
        for (final Subject server : servers)
        {
            sum += server.cpuS();
        }
        return sum;
    }

    @Override
    public void close() throws IOException
    {
        for (final Subject server : servers)
        {
            server.close();
        }
    }
}
