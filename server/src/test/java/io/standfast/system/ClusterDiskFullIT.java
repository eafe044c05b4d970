package io.standfast.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node's disk fills up: the leader refuses publishes before anything is written by halves, whoever it is, and goes
 * on when there is room.
 */
class ClusterDiskFullIT
{
    private static final int SMALL = 1;
    /** Less than the reserve of 288 MB, more than what is being written meanwhile. */
    private static final int STILL_FREE_MB = 180;
    private static final String REFUSED = "stan: publish refused, the server's disk is almost full";

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private SmallDisk disk;

    @BeforeEach
    void mount()
    {
        cluster = new TestCluster(directory, 3);
        disk = SmallDisk.mount(cluster.data(SMALL), 900);
    }

    @AfterEach
    void unmount()
    {
        cluster.close();
        if (disk != null)
        {
            disk.close();
        }
    }

    @Test
    void shouldRefusePublishesWhileAnyNodesDiskIsAlmostFull() throws IOException
    {
        cluster.startAll();
        final int leader = cluster.awaitLeader();
        try (StanClient client = StanClient.connect(cluster.url(leader), "writer"))
        {
            client.publish("orders", "before");
            final Path ballast = disk.ballast(disk.freeMegabytes() - STILL_FREE_MB);

            Await.until("publishes are refused", () -> refusal(client).contains(REFUSED));

            Files.delete(ballast);
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
