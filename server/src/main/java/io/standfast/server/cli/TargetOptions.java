package io.standfast.server.cli;

import io.standfast.server.bench.BenchPlan;
import io.standfast.server.bench.ServerAddress;
import picocli.CommandLine.Option;

/**
 * Which STAN server a command is a client of. Filled by the command framework.
 */
final class TargetOptions
{
    // @formatter:off
    @Option(names = {"-s", "--server"}, paramLabel = "URL", defaultValue = "nats://127.0.0.1:4222",
        description = "nats://host:port; user:password@ or token@ before the host; for pub and sub also tls://, and " +
            "several with commas (default: ${DEFAULT-VALUE}).")
    private String server;
    @Option(names = "--cluster-id", paramLabel = "ID", defaultValue = "test-cluster",
        description = "Of the STAN server (default: ${DEFAULT-VALUE}).")
    private String clusterId;
    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "5s",
        description = "Longest wait for an answer; of bench, before the load begins (default: ${DEFAULT-VALUE}).")
    private String timeout;
    // @formatter:on

    BenchPlan.Target target(final String clientId, final String channel, final int channels)
    {
        return new BenchPlan.Target(ServerAddress.parse(server), clusterId, clientId, channel, channels, timeoutNs());
    }

    /** As it was given. */
    String server()
    {
        return server;
    }

    String clusterId()
    {
        return clusterId;
    }

    /** As it was given. */
    String timeout()
    {
        return timeout;
    }

    long timeoutNs()
    {
        return BenchOptions.durationNs("--timeout", timeout);
    }
}
