package io.standfast.system;

import java.nio.file.Path;
import java.util.stream.Stream;

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

    static Deployment start(final Way way, final Path directory, final String... flags)
    {
        return switch (way)
        {
            case LISTENER -> new Deployment(ServerProcess.start(directory, with(flags, "-p", "-1")), null);
            case BROKER -> startWithBroker(directory, flags);
        };
    }

    private static Deployment startWithBroker(final Path directory, final String... flags)
    {
        NatsServerProcess.assumeInstalled();
        final NatsServerProcess broker = NatsServerProcess.start(directory.resolve("broker"),
            ChildProcess.freePort());
        return new Deployment(ServerProcess.start(directory, with(flags, "-ns", broker.url())), broker);
    }

    private static String[] with(final String[] flags, final String flag, final String value)
    {
        return Stream.concat(Stream.of(flags), Stream.of(flag, value)).toArray(String[]::new);
    }

    /** Where clients connect to. */
    String url()
    {
        return broker != null ? broker.url() : server.url();
    }

    /** What the server has said. */
    String output()
    {
        return server.process().output();
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
