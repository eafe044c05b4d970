package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Orders that are given to a follower are carried out by the leader, and every member does the same; one of them is to
 * let another one lead.
 */
class ClusterAdminIT
{
    @TempDir
    private Path directory;

    @Test
    void shouldTrimOnAllNodesWhenAFollowerIsAsked()
    {
        try (TestCluster cluster = new TestCluster(directory, 3, TestCluster.admins(directory)))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int follower = (leader + 1) % 3;
            try (StanClient client = StanClient.connect(cluster.url(leader), "publisher"))
            {
                for (int i = 1; i <= 10; i++)
                {
                    client.publish("orders", Integer.toString(i));
                }
                assertThat(cluster.order(follower, "channel", "trim", "orders", "--keep", "4", "-f")).contains(
                    "6 messages of channel \"orders\" removed, it begins at 7");
                client.publish("orders", "11");
            }
            assertThat(cluster.node(leader).process().output())
                .contains("Admin \"ops\" from 127.0.0.1: trim of channel");
            assertThat(cluster.node(follower).process().output()).contains("not done: this node follows");
            Await.until("the follower has it", () -> cluster.order(follower, "channel", "view", "orders", "--raw")
                .equals("7\n8\n9\n10\n11\n"));
            assertThat(cluster.monitor(follower, "/clusterz")).as("the way to the leader's console").contains(
                cluster.monitorUrl(leader).replace("http://", "\"monitor\": \"") + '"');
            assertThat(cluster.order(follower, "cluster", "snapshot")).isEqualTo("A snapshot has been taken.\n");

            assertThat(cluster.order(follower, "cluster", "step-down", "--dry-run")).isEqualTo("Node \"" + cluster
                .name(leader) + "\" will stop leading: clients wait about two seconds until another node is elected. " +
                "Nothing has been changed (--dry-run).\n");
            assertThat(cluster.order(follower, "cluster", "step-down", "-f")).startsWith("node \"" + cluster.name(
                leader) + "\" steps down");
            Await.until("another leader", () -> cluster.leader() != leader);
            cluster.node(leader).process().awaitOutput("Stepping down");
            awaitComplete(cluster.monitorUrl(cluster.leader()));
            try (StanClient client = StanClient.connect(cluster.url(leader), "publisher"))
            {
                client.publish("orders", "12");
            }
            assertThat(cluster.leader()).as("it follows").isNotEqualTo(leader);
            assertThat(cluster.node(leader).process().isAlive()).isTrue();
            cluster.verify(Map.of());

            final int last = IntStream.range(0, 3).filter(node -> node != leader && node != cluster.leader())
                .findFirst()
                .orElseThrow();
            cluster.kill9(last);
            Await.until("one is missing", () -> refusedStepDown(cluster, leader).contains("nobody could take over"));
        }
    }

    private String refusedStepDown(final TestCluster cluster, final int node)
    {
        final String url = cluster.monitorUrl(node);
        try (ServerProcess command = ServerProcess.run(directory, TestCluster.ADMIN, "standfast", "cluster",
            "step-down", "--dry-run", "--server", url))
        {
            return command.process().awaitExit() == 0 ? "" : command.process().output();
        }
    }

    private void awaitComplete(final String url)
    {
        try (ServerProcess command = ServerProcess.run(directory, "standfast", "cluster", "wait", "--for", "complete",
            url))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isZero();
        }
    }
}
