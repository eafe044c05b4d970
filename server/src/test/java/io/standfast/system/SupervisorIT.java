package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a server tells systemd, through a socket as systemd's.
 */
class SupervisorIT
{
    @TempDir
    private Path directory;

    @Test
    void shouldSayWhatItDoesThatItIsReadyThatItLivesAndThatItStops()
    {
        final Path socket = directory.resolve("notify");
        try (NotifyListener listener = new NotifyListener(socket);
            ServerProcess server = ServerProcess.run(directory,
                Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "400000"), "standfast", "server", "-p",
                "-1"))
        {
            listener.await("READY=1\nSTATUS=serves clients");
            server.process().awaitOutput("Streaming Server is ready");
            listener.await("WATCHDOG=1");
            assertThat(server.sigint()).isZero();

            assertThat(listener.messages().get(0)).startsWith("STATUS=").endsWith("\nEXTEND_TIMEOUT_USEC=30000000");
            assertThat(listener.messages()).filteredOn(message -> message.startsWith("READY=1")).hasSize(1);
            assertThat(listener.messages().get(listener.messages().size() - 1)).startsWith("STOPPING=1");
        }
    }

    @Test
    void shouldSayWhatAMemberWaitsForWhenOthersAreMissing()
    {
        final Path socket = directory.resolve("notify");
        try (NotifyListener listener = new NotifyListener(socket); TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.environment(0, Map.of("NOTIFY_SOCKET", socket.toString()));
            cluster.start(0);

            listener.await("STATUS=WAIT: a new cluster is formed when all 3 members answer");

            assertThat(listener.messages()).noneMatch(message -> message.contains("READY=1"));
            assertThat(cluster.node(0).sigint()).isZero();
            listener.await("STOPPING=1");
        }
    }

    @Test
    void shouldServeAllTheSameWhenSocketIsWrong()
    {
        try (ServerProcess server = ServerProcess.run(directory, Map.of("NOTIFY_SOCKET", "nonsense"), "standfast",
            "server", "-p", "-1").awaitReady())
        {
            server.process().awaitOutput("The supervisor at NOTIFY_SOCKET cannot be told how the server is");
        }
    }
}
