package io.standfast.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Disks fill up: the leader refuses publishes before anything is written by halves, whosever disk it is, and goes on
 * when there is room.
 */
class ClusterDiskFullIT
{
    /** Less than the reserve of 288 MB, more than what is being written meanwhile. */
    private static final int STILL_FREE_MB = 180;
    private static final String REFUSED = "stan: publish refused, the server's disk is almost full";

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private final SmallDisk[] disks = new SmallDisk[3];

    @BeforeEach
    void mount()
    {
        cluster = new TestCluster(directory, 3);
        for (int node = 0; node < 3; node++)
        {
            disks[node] = SmallDisk.mount(cluster.data(node), 900);
        }
    }

    @AfterEach
    void unmount()
    {
        cluster.close();
        for (final SmallDisk disk : disks)
        {
            if (disk != null)
            {
                disk.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"follower", "leader", "all"})
    void shouldRefusePublishesWhileAnyNodesDiskIsAlmostFull(final String whose) throws IOException
    {
        cluster.startAll();
        final int leader = cluster.awaitLeader();
        try (StanClient client = StanClient.connect(cluster.url(leader), "writer"))
        {
            client.publish("orders", "before");
            final List<Path> ballasts = new ArrayList<>();
            for (int node = 0; node < 3; node++)
            {
                if (whose.equals("all") || node == (whose.equals("leader") ? leader : (leader + 1) % 3))
                {
                    ballasts.add(disks[node].ballast(disks[node].freeMegabytes() - STILL_FREE_MB));
                }
            }

            Await.until("publishes are refused", () -> refusal(client).contains(REFUSED));

            for (final Path ballast : ballasts)
            {
                Files.delete(ballast);
            }
            Await.until("publishes are accepted again", () -> refusal(client).isEmpty());
        }
        cluster.awaitSameStores();
    }

    private static String refusal(final StanClient client)
    {
        try
        {
            client.publish("orders", "again");
            return "";
        }
        catch (final IllegalStateException ex)
        {
            return ex.getMessage();
        }
    }
}
