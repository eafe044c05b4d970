package io.standfast.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
    private Path mount;

    @BeforeEach
    void mount() throws Exception
    {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs the right to mount");
        cluster = new TestCluster(directory, 3);
        mount = Files.createDirectories(cluster.data(SMALL));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=900m", "tmpfs", mount.toString()) == 0,
            "mounting a tmpfs is not allowed here");
    }

    @AfterEach
    void unmount() throws Exception
    {
        cluster.close();
        run("umount", mount.toString());
    }

    @Test
    void shouldRefusePublishesWhileAnyNodesDiskIsAlmostFull() throws IOException
    {
        cluster.startAll();
        final int leader = cluster.awaitLeader();
        try (StanClient client = StanClient.connect(cluster.url(leader), "writer"))
        {
            client.publish("orders", "before");
            final Path ballast = mount.resolve("ballast");
            write(ballast, (int) (mount.toFile().getUsableSpace() >> 20) - STILL_FREE_MB);

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

    private static void write(final Path file, final int megabytes) throws IOException
    {
        try (OutputStream out = Files.newOutputStream(file))
        {
            for (int i = 0; i < megabytes; i++)
            {
                out.write(new byte[1024 * 1024]);
            }
        }
    }

    private static int run(final String... command) throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
