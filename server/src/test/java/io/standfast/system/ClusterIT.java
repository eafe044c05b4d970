package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes: real processes, killed and wiped, with real clients.
 */
class ClusterIT
{
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

    private static StanInbox read(final StanClient client)
    {
        return client.subscribe("orders", new SubscriptionOptions.Builder().deliverAllAvailable().build());
    }

    private static List<String> texts(final int from, final int to)
    {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
    }
}
