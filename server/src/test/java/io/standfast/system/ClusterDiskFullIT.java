package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Disks fill up: the leader refuses publishes before anything is written by halves, whosever disk it is, and goes on
 * when there is room, because a file is gone or because an operator has purged a channel.
 */
class ClusterDiskFullIT
{
    private static final boolean IS_WHOLE = "all".equals(System.getProperty("standfast.matrix"));
    /** Less than the reserve of 320 MB, with what the log gives back, too; more than what is written meanwhile. */
    private static final int STILL_FREE_MB = 180;
    /** A little more than the reserve. */
    private static final int ENOUGH_MB = 340;
    /** Less than a snapshot takes. */
    private static final int TOO_LITTLE_MB = 24;
    private static final String REFUSED = "stan: publish refused, the server's disk is almost full";
    /** Two segments of the store and two of the log. The clients' messages are in each of them, too. */
    private static final int LARGE_MESSAGES = 600;
    private static final byte[] LARGE = new byte[256 * 1024];
    private static final int SOME = 60;
    /** What a node ends with whose disk refuses. */
    private static final int HALTED = 2;

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private SteadyClients clients;
    private final SmallDisk[] disks = new SmallDisk[3];

    @BeforeEach
    void mount()
    {
        cluster = new TestCluster(directory, 3, TestCluster.admins(directory));
        for (int node = 0; node < 3; node++)
        {
            disks[node] = SmallDisk.mount(cluster.data(node), 900);
        }
        cluster.startAll();
        cluster.awaitLeader();
        clients = SteadyClients.start(cluster, 2);
        clients.awaitMore(SOME);
    }

    @AfterEach
    void unmount()
    {
        CloseHelper.closeAll(clients, cluster);
        CloseHelper.closeAll(disks);
    }

    static List<Arguments> disks()
    {
        final Arguments one = Arguments.of("leader", false);
        return IS_WHOLE ? List.of(one, Arguments.of("follower", false), Arguments.of("all", true), Arguments.of("all",
            false), Arguments.of("follower", true), Arguments.of("leader", true)) : List.of(one);
    }

    @ParameterizedTest
    @MethodSource("disks")
    void shouldRefusePublishesWhileAnyNodesDiskIsAlmostFull(final String whose, final boolean isPurged)
        throws IOException
    {
        final int leader = cluster.awaitLeader();
        try (StanClient client = StanClient.connect(cluster.url(leader), "writer"))
        {
            IntStream.range(0, isPurged ? LARGE_MESSAGES : 1).forEach(i -> client.publish("large", LARGE));
            final List<Path> ballasts = new ArrayList<>();
            for (int node = 0; node < 3; node++)
            {
                if (whose.equals("all") || node == (whose.equals("leader") ? leader : (leader + 1) % 3))
                {
                    ballasts.add(disks[node].ballast(disks[node].freeMegabytes() - STILL_FREE_MB));
                }
            }

            Await.until("publishes are refused", () -> refusal(client).contains(REFUSED));

            if (isPurged)
            {
                assertThat(cluster.order(cluster.awaitLeader(), "channel", "purge", "large", "-f")).contains(
                    LARGE_MESSAGES + " messages of channel \"large\" removed");
            }
            else
            {
                for (final Path ballast : ballasts)
                {
                    Files.delete(ballast);
                }
            }
            Await.until("publishes are accepted again", () -> refusal(client).isEmpty());
        }
        clients.awaitMore(SOME);
        clients.stopPublishing();
        // A node lets go of segments in which nothing lives when it has snapshots from after that.
        IntStream.range(0, 3).forEach(i -> cluster.snapshot());
        clients.verify();
    }

    private static String refusal(final StanClient client)
    {
        return refusal(client, "again".getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(final StanClient client, final byte[] payload)
    {
        try
        {
            client.publish("orders", payload);
            return "";
        }
        catch (final IllegalStateException ex)
        {
            return ex.getMessage();
        }
    }

    /**
     * Something else has filled one node's disk so far that a snapshot does not fit: nobody takes one, and nothing that
     * is purged goes, until that node is stopped; the others go on without it, and it copies what lives.
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWithoutANodeWhoseDiskHasNoRoomForASnapshot() throws IOException
    {
        final int leader = cluster.awaitLeader();
        final int full = (leader + 1) % 3;
        try (StanClient client = StanClient.connect(cluster.url(leader), "writer"))
        {
            IntStream.range(0, LARGE_MESSAGES).forEach(i -> client.publish("large", LARGE));
            final Path ballast = disks[full].ballast(disks[full].freeMegabytes() - TOO_LITTLE_MB);
            cluster.node(full).process().awaitOutput("No snapshot is taken, and nothing that is purged can be deleted");
            Await.until("publishes are refused", () -> refusal(client).contains(REFUSED));
            assertThat(cluster.order(leader, "channel", "purge", "large", "-f")).contains("removed");
            assertThat(Await.isTrueWithin(Await.A_WHILE, () -> refusal(client).isEmpty())).as("accepted").isFalse();
            assertThat(cluster.node(full).process().isAlive()).as("it goes on").isTrue();

            cluster.kill9(full);
            Await.until("publishes are accepted without it", () -> refusal(client).isEmpty());
            wipeAllBut(ballast);
            cluster.start(full);
            cluster.awaitReady(full);
            Files.delete(ballast);
            Await.until("publishes are accepted with it", () -> refusal(client).isEmpty());
        }
        clients.awaitMore(SOME);
        clients.stopPublishing();
        IntStream.range(0, 3).forEach(i -> cluster.snapshot());
        clients.verify();
    }

    private static void wipeAllBut(final Path ballast) throws IOException
    {
        try (Stream<Path> files = Files.list(ballast.getParent()))
        {
            files.filter(file -> !file.equals(ballast)).toList().forEach(TestCluster::delete);
        }
    }

    /** Faster than anything looks: what is being written meets disks without a byte of room. */
    @ParameterizedTest
    @ValueSource(strings = {"follower", "leader", "all"})
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLoseNothingWhenADiskIsFullToTheLastByte(final String whose) throws IOException
    {
        final int leader = cluster.awaitLeader();
        // The leader's last: what it still sends meets the others' disks.
        final int[] full = switch (whose)
        {
            case "follower" -> new int[]{(leader + 1) % 3};
            case "leader" -> new int[]{leader};
            default -> new int[]{(leader + 1) % 3, (leader + 2) % 3, leader};
        };
        final StanClient client = StanClient.connect(cluster.url(leader), "writer");
        final List<Path> ballasts = new ArrayList<>();
        for (final int node : full)
        {
            cluster.node(node).mayEnd(HALTED);
            ballasts.add(disks[node].ballast(disks[node].freeMegabytes() - ENOUGH_MB));
        }
        // The last of it quickly: once one disk is known to be low, less is written to the others.
        for (final int node : full)
        {
            ballasts.add(disks[node].fill());
        }
        String refusal = "";
        for (int i = 0; i < LARGE_MESSAGES && refusal.isEmpty(); i++)
        {
            refusal = refusal(client, LARGE);
        }
        // That, or the leader has ended, and its clients' connections with it.
        assertThat(refusal).isNotEmpty();
        client.abandon();

        for (final Path ballast : ballasts)
        {
            Files.delete(ballast);
        }
        // The archive may die of it at once, and the consensus module misses it ten seconds later.
        Await.isTrueWithin(Await.A_WHILE.multipliedBy(5), () -> Arrays.stream(full).noneMatch(node -> cluster.node(node)
            .process().isAlive()));
        final int[] ended = Arrays.stream(full).filter(node -> !cluster.node(node).process().isAlive()).toArray();
        Arrays.stream(ended).forEach(cluster::start);
        Arrays.stream(ended).forEach(cluster::awaitReady);
        clients.awaitMore(SOME);
        clients.verify();
    }
}
