package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes: real processes, killed and wiped, with real clients.
 */
class ClusterIT
{
    private static final long STOP_MS = 8_000;

    @TempDir
    private Path directory;

    @Test
    void shouldServeThroughAnyNode()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            cluster.awaitLeader();
            for (int i = 0; i < cluster.size(); i++)
            {
                try (StanClient client = StanClient.connect(cluster.url(i), "client-" + i))
                {
                    client.publish("orders", "m" + i);
                    assertThat(read(client).awaitCount(i + 1).texts()).isEqualTo(texts(0, i));
                }
            }
        }
    }

    @Test
    void shouldGoOnWhenTheLeaderIsKilledAndComesBack()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            final int first = cluster.awaitLeader();
            final int other = (first + 1) % 3;
            try (StanClient client = StanClient.connect(cluster.url(first), "before"))
            {
                IntStream.rangeClosed(0, 9).forEach(i -> client.publish("orders", "m" + i));
            }

            cluster.kill9(first);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != first);
            try (StanClient client = StanClient.connect(cluster.url(other), "after"))
            {
                IntStream.rangeClosed(10, 19).forEach(i -> client.publish("orders", "m" + i));
                assertThat(read(client).awaitCount(20).texts()).isEqualTo(texts(0, 19));
            }

            cluster.start(first);
            cluster.awaitReady(first);
            try (StanClient client = StanClient.connect(cluster.url(first), "returned"))
            {
                assertThat(read(client).awaitCount(20).texts()).isEqualTo(texts(0, 19));
            }
        }
    }

    /** A member has others that bring it up to date: it does not wait for a snapshot that only a leader can ask for. */
    @Test
    void shouldStopAtOnce()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            final int follower = (cluster.awaitLeader() + 1) % 3;
            final long startNs = System.nanoTime();

            assertThat(cluster.node(follower).sigint()).isZero();

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs)).isLessThan(STOP_MS);
        }
    }

    /** nats-streaming-server #1283: nodes are rolled one by one, and each loses all that it had. */
    @Test
    void shouldKeepEverythingWhenEachNodeInTurnLosesItsDisk()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            cluster.awaitLeader();
            int published = 0;
            for (int node = 0; node < cluster.size(); node++)
            {
                try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "roll-" + node))
                {
                    for (int i = 0; i < 10; i++)
                    {
                        client.publish("orders", "m" + published++);
                    }
                }
                cluster.kill9(node);
                cluster.wipe(node);
                cluster.start(node);
                cluster.awaitReady(node);
            }

            for (int node = 0; node < cluster.size(); node++)
            {
                try (StanClient client = StanClient.connect(cluster.url(node), "reader-" + node))
                {
                    assertThat(read(client).awaitCount(published).texts()).isEqualTo(texts(0, published - 1));
                }
            }
        }
    }

    @Test
    void shouldSayWhetherANodeMayBeStopped() throws IOException
    {
        try (ServerProcess writer = ServerProcess.run(directory, "standfast", "cluster", "example",
            directory.toString()))
        {
            assertThat(writer.process().awaitExit()).isZero();
            assertThat(writer.process().out()).contains("bin/standfast server -c " + directory.resolve("a.conf"))
                .contains("bin/standfast cluster status http://127.0.0.1:8222");
            assertThat(Files.readString(directory.resolve("c.conf"))).contains("node_id: \"c\"");
        }
        final int[] ports = {ChildProcess.freePort(), ChildProcess.freePort(), ChildProcess.freePort()};
        final int port = ports[0];
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.start(0, "-m", Integer.toString(port));
            assertThat(status(port)).contains("exit 1").contains("Do not stop this node now: nobody leads").contains(
                "* node-a           Starting  EMPTY").contains("  node-b           Silent");
            cluster.start(1, "-m", Integer.toString(ports[1]));
            cluster.start(2, "-m", Integer.toString(ports[2]));
            IntStream.range(0, 3).forEach(cluster::awaitReady);
            Await.until("all are complete", () -> status(port).contains("exit 0"));
            assertThat(status(port)).contains("This node may be stopped now: 2 of the other 2 nodes are complete");

            try (StanClient client = StanClient.connect(cluster.url(1), "channels"))
            {
                IntStream.rangeClosed(1, 12).forEach(i -> client.publish("orders." + i % 3, "m" + i));
            }
            assertThat(channels(ports)).contains("exit 0").containsPattern(
                "orders\\.1 +1 +1 +4 +[0-9a-f]{16}\n").contains(
                    "http://127.0.0.1:" + ports[1] + ": 3 of 3 channels are equal; it is complete",
                    "http://127.0.0.1:" + ports[2] + ": 3 of 3 channels are equal; it is complete");

            assertThat(channels(ports, "--json")).contains("exit 0", "\"may_stop\": true", "\"name\": \"orders.1\"",
                "\"orders.1\": \"equal\"", "\"complete\": true").doesNotContain("\"complete\": false");

            cluster.kill9(2);

            Await.until("one is missing", () -> status(port).contains("exit 1"));
            assertThat(status(port)).contains("Do not stop this node now: ");
        }
    }

    private String channels(final int[] ports, final String... more)
    {
        final String[] arguments = Stream.concat(Stream.concat(Stream.of("cluster", "status", "--channels"), Stream.of(
            more)), IntStream.of(ports)
                .mapToObj(port -> "http://127.0.0.1:" + port))
            .toArray(String[]::new);
        try (ServerProcess tool = ServerProcess.run(directory, "standfast", arguments))
        {
            final int exit = tool.process().awaitExit();
            return tool.process().out() + "exit " + exit;
        }
    }

    private String status(final int port)
    {
        final AtomicReference<String> text = new AtomicReference<>("");
        Await.until("an answer", () ->
        {
            try (ServerProcess tool = ServerProcess.run(directory, "standfast", "cluster", "status",
                "http://127.0.0.1:" +
                    port))
            {
                final int exit = tool.process().awaitExit();
                text.set(tool.process().out() + "exit " + exit);
                return tool.process().out().contains("NODE");
            }
        });
        return text.get();
    }

    private static StanInbox read(final StanClient client)
    {
        return client.subscribe("orders", new SubscriptionOptions.Builder().deliverAllAvailable().build());
    }

    private static List<String> texts(final int from, final int to)
    {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
    }
}
