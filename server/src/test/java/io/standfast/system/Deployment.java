package io.standfast.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/**
 * The two ways in which clients reach the server. Owned by the test's thread.
 */
final class Deployment implements AutoCloseable
{
    private final ServerProcess server;
    private final NatsServerProcess broker;

    private Deployment(final ServerProcess server, final NatsServerProcess broker)
    {
        this.server = server;
        this.broker = broker;
    }

    static Deployment start(final Way way, final Path directory)
    {
        return switch (way)
        {
            case LISTENER -> new Deployment(ServerProcess.start(directory, "-p", "-1"), null);
            case BROKER -> startWithBroker(directory);
        };
    }

    private static Deployment startWithBroker(final Path directory)
    {
        assumeTrue(NatsServerProcess.binary().isPresent(), "nats-server is missing: run bin/verify");
        final NatsServerProcess broker = NatsServerProcess.start(directory.resolve("broker"),
            ChildProcess.freePort());
        return new Deployment(ServerProcess.start(directory, "-ns", broker.url()), broker);
    }

    /** Where clients connect to. */
    String url()
    {
        return broker != null ? broker.url() : server.url();
    }

    @Override
    public void close()
    {
        server.close();
        if (broker != null)
        {
            broker.close();
        }
    }

    /**
     * Which way.
     */
    enum Way
    {
        /** The server listens itself. */
        LISTENER,
        /** The server is a client of a nats-server (-ns). */
        BROKER
    }
}
