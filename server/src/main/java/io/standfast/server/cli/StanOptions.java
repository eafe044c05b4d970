package io.standfast.server.cli;

import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/**
 * Options of the commands that are clients of NATS Streaming. Filled by the command framework.
 */
final class StanOptions
{
    private static final String DEFAULT_URL = "nats://127.0.0.1:4222";
    private static final int RANDOM_DIGITS = 1_000_000;

    // @formatter:off
    @Option(names = {"-s", "--server"}, paramLabel = "URL", defaultValue = DEFAULT_URL,
        description = "nats://host:port or tls://, several with commas; user:password@ or token@ before the host " +
            "(default: ${DEFAULT-VALUE}).")
    private String server;
    @Option(names = "--cluster-id", paramLabel = "ID", defaultValue = "test-cluster",
        description = "Of the STAN server (default: ${DEFAULT-VALUE}).")
    private String clusterId;
    @Option(names = "--client-id", paramLabel = "ID",
        description = "Of this client (default: cli- and a random number).")
    private String clientId;
    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "5s",
        description = "Longest wait for an answer (default: ${DEFAULT-VALUE}).")
    private String timeout;
    // @formatter:on

    boolean hasClientId()
    {
        return clientId != null;
    }

    StanSession connect()
    {
        final String id = clientId != null ? clientId : "cli-" + ThreadLocalRandom.current().nextInt(RANDOM_DIGITS);
        return StanSession.connect(server, clusterId, id, MonitorOptions.durationNs("--timeout", timeout));
    }
}
