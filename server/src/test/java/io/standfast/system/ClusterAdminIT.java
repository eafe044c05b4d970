package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Orders that are given to a follower are carried out by the leader, and every member does the same.
 */
class ClusterAdminIT
{
    private static final Map<String, String> ADMIN = Map.of("STANDFAST_ADMIN_USER", "ops", "STANDFAST_ADMIN_PASSWORD",
        "secret");

    @TempDir
    private Path directory;

    @Test
    void shouldTrimOnAllNodesWhenAFollowerIsAsked() throws IOException
    {
        final Path configuration = Files.writeString(directory.resolve("admin.conf"),
            "streaming { admin { user: ops, password: secret } }");
        try (TestCluster cluster = new TestCluster(directory, 3, "-sc", configuration.toString()))
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
                assertThat(standfast(cluster, follower, "channel", "trim", "orders", "--keep", "4", "-f")).contains(
                    "6 messages of channel \"orders\" removed, it begins at 7");
                client.publish("orders", "11");
            }
            assertThat(cluster.node(leader).process().output())
                .contains("Admin \"ops\" from 127.0.0.1: trim of channel");
            assertThat(cluster.node(follower).process().output()).contains("not done: this node follows");
            Await.until("the follower has it", () -> standfast(cluster, follower, "channel", "view", "orders", "--raw")
                .equals("7\n8\n9\n10\n11\n"));
            cluster.snapshot();
            cluster.verify(Map.of());
        }
    }

    private String standfast(final TestCluster cluster, final int node, final String... arguments)
    {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", cluster.monitorUrl(node)));
        try (ServerProcess command = ServerProcess.run(directory, ADMIN, "standfast", all.toArray(new String[0])))
        {
            assertThat(command.process().awaitExit()).as(() -> command.process().output()).isZero();
            return command.process().out();
        }
    }
}
