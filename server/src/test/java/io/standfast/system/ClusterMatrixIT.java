package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What can happen to three nodes, with a client that publishes throughout: at the end everything acknowledged is there,
 * in order, and every node holds the same.
 */
class ClusterMatrixIT
{
    private static final boolean IS_WHOLE = "all".equals(System.getProperty("standfast.matrix"));
    private static final int CHANNELS = IS_WHOLE ? 96 : 24;
    private static final int SOME = 100;

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private SteadyPublisher publisher;
    private SteadySubscriber witness;
    private final History history = new History();

    @BeforeEach
    void start()
    {
        cluster = new TestCluster(directory, 3);
        cluster.startAll();
        cluster.awaitLeader();
        publisher = SteadyPublisher.start(cluster, CHANNELS);
        witness = SteadySubscriber.start(cluster, history, "witness", List.of("steady.0"), 1);
        publisher.awaitMore(SOME);
    }

    @AfterEach
    void stop()
    {
        CloseHelper.closeAll(publisher, cluster, witness);
    }

    private void verify()
    {
        publisher.awaitMore(SOME);
        final Map<String, List<String>> acknowledged = publisher.stop();
        Await.until(() -> "the durable and the group have all: " + history.missing(acknowledged), () -> history
            .isComplete(acknowledged));
        witness.stop();
        history.check(acknowledged, publisher::isPublished);
        cluster.verify(acknowledged);
    }

    private void restart(final int node)
    {
        cluster.start(node);
        cluster.awaitReady(node);
        publisher.awaitMore(SOME);
    }

    /** In which nodes are rolled, counted from the leader; on every build the leader is the first. */
    static List<List<Integer>> orders()
    {
        return IS_WHOLE ? List.of(List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(2, 0, 1), List.of(1, 2,
            0), List.of(2, 1, 0)) : List.of(List.of(0, 1, 2));
    }

    static List<String> snapshotDamages()
    {
        return IS_WHOLE ? List.of("deleted", "flipped") : List.of("flipped");
    }

    @ParameterizedTest
    @MethodSource("orders")
    void shouldLoseNothingWhenNodesAreRestartedOneByOne(final List<Integer> order)
    {
        final int leader = cluster.awaitLeader();
        for (final int step : order)
        {
            final int node = (leader + step) % 3;
            assertThat(cluster.node(node).sigint()).isZero();
            restart(node);
        }
        verify();
    }

    /** nats-streaming-server #1283. */
    @ParameterizedTest
    @MethodSource("orders")
    void shouldLoseNothingWhenNodesLoseTheirDisksOneByOne(final List<Integer> order)
    {
        cluster.snapshot();
        publisher.awaitMore(SOME);
        final int leader = cluster.awaitLeader();
        for (final int step : order)
        {
            final int node = (leader + step) % 3;
            cluster.kill9(node);
            cluster.wipe(node);
            restart(node);
            cluster.snapshot();
        }
        verify();
    }

    @Test
    void shouldLoseNothingWhenAllAreKilledAtOnce()
    {
        cluster.snapshot();
        publisher.awaitMore(SOME);
        IntStream.range(0, 3).forEach(cluster::kill9);
        cluster.startAll();
        verify();
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWhenTheLeaderStandsStillForTenSeconds()
    {
        final int leader = cluster.awaitLeader();
        cluster.node(leader).process().signal("STOP");
        Await.until("another leader", () -> cluster.leader() != leader);
        publisher.awaitMore(SOME);
        cluster.node(leader).process().signal("CONT");
        Await.until("the old leader steps down or ends",
            () -> !cluster.node(leader).process().isAlive() || cluster.node(
                leader).process().output().contains("lost leadership"));
        if (!cluster.node(leader).process().isAlive() || Await.isTrueWithin(Await.DEADLINE.dividedBy(10), () -> !cluster
            .node(leader).process().isAlive()))
        {
            restart(leader);
        }
        verify();
    }

    @ParameterizedTest
    @ValueSource(strings = {"archive", "cluster", "store"})
    void shouldCopyAllWhenOnePartOfAFollowersDataIsLost(final String part)
    {
        cluster.snapshot();
        final int follower = (cluster.awaitLeader() + 1) % 3;
        cluster.kill9(follower);
        TestCluster.delete(cluster.data(follower).resolve(part));
        restart(follower);
        assertThat(cluster.node(follower).process().output()).contains("data is DAMAGED").contains("seeding: complete");
        verify();
    }

    @ParameterizedTest
    @CsvSource({"deleted, false", "truncated, false", "flipped, true"})
    void shouldRepairWhenASegmentOfTheStoreIsDamaged(final String damage, final boolean isLeader)
    {
        cluster.snapshot();
        publisher.awaitMore(SOME);
        final int node = (cluster.awaitLeader() + (isLeader ? 0 : 1)) % 3;
        cluster.kill9(node);
        TestCluster.damage(cluster.segments(node)[0], damage);

        restart(node);
        assertThat(cluster.node(node).process().output()).contains(
            "of the store are missing or damaged on this disk: they are fetched from the other members").contains(
                "restore: 1 segments")
            .doesNotContain("seeding");
        verify();
    }

    @Test
    void shouldCopyAllWhenTheLogOfAFollowerIsFlipped() throws IOException
    {
        final int follower = (cluster.awaitLeader() + 1) % 3;
        cluster.kill9(follower);
        // No snapshot has been taken: all of the log is replayed.
        final Path log = cluster.data(follower).resolve("archive/0-0.rec");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw"))
        {
            final byte[] head = new byte[64 * 1024];
            file.readFully(head);
            file.seek(new String(head, StandardCharsets.ISO_8859_1).indexOf("steady.5"));
            file.write('S');
        }

        cluster.start(follower);
        assertThat(cluster.node(follower).process().awaitExit()).isEqualTo(3);
        assertThat(cluster.node(follower).process().output()).contains("the log or a snapshot is damaged on this disk");
        restart(follower);
        assertThat(cluster.node(follower).process().output()).contains("seeding: complete");
        verify();
    }

    @ParameterizedTest
    @MethodSource("snapshotDamages")
    void shouldCopyAllWhenTheSnapshotOfAFollowerIsDamaged(final String damage) throws IOException
    {
        cluster.snapshot();
        publisher.awaitMore(SOME);
        final int follower = (cluster.awaitLeader() + 1) % 3;
        cluster.kill9(follower);
        for (final Path snapshot : cluster.snapshots(follower))
        {
            if (damage.equals("deleted"))
            {
                Files.delete(snapshot);
            }
            else
            {
                TestCluster.flip(snapshot, 40);
            }
        }

        cluster.start(follower);
        cluster.awaitReady(follower);
        assertThat(cluster.node(follower).process().output()).contains("seeding: complete");
        verify();
    }

    @Test
    void shouldCopyAllWhenADiskIsAnOldCopy()
    {
        final int follower = (cluster.awaitLeader() + 1) % 3;
        cluster.kill9(follower);
        final Path copy = directory.resolve("copy");
        TestCluster.copy(cluster.data(follower), copy);
        restart(follower);
        publisher.awaitMore(10 * SOME);
        cluster.awaitRemembered(follower);
        IntStream.range(0, 3).forEach(cluster::kill9);
        cluster.wipe(follower);
        TestCluster.copy(copy, cluster.data(follower));

        cluster.startAll();
        verify();
        assertThat(cluster.node(follower).process().output()).contains("the disk is an old copy");
    }

    /** AERON-FACTS F2: two wiped nodes would elect each other and form an empty cluster. */
    @Test
    void shouldWaitForTheLateOneWhenTwoAreWiped()
    {
        cluster.snapshot();
        publisher.awaitMore(SOME);
        final int late = cluster.awaitLeader();
        IntStream.range(0, 3).forEach(cluster::kill9);
        for (int i = 1; i < 3; i++)
        {
            cluster.wipe((late + i) % 3);
            cluster.start((late + i) % 3);
        }
        for (int i = 1; i < 3; i++)
        {
            cluster.node((late + i) % 3).process()
                .awaitOutput("a new cluster is formed when all 3 members answer; heard: " +
                    cluster.name((late + 3 - i) % 3) + " (EMPTY)");
        }

        cluster.start(late);
        IntStream.range(0, 3).forEach(cluster::awaitReady);
        verify();
        assertThat(cluster.node((late + 1) % 3).process().output())
            .contains(cluster.name(late) + " has the longest log");
    }

    /** AERON-FACTS F1: a wiped node would vote for a lagging one. */
    @Test
    void shouldNotElectTheLaggingOneWithTheVoteOfAWipedOne()
    {
        final int leader = cluster.awaitLeader();
        final int lagging = (leader + 1) % 3;
        final int wiped = (leader + 2) % 3;
        cluster.kill9(lagging);
        publisher.awaitMore(5 * SOME);
        cluster.kill9(wiped);
        cluster.kill9(leader);
        cluster.wipe(wiped);
        cluster.start(wiped);
        cluster.start(lagging);
        cluster.node(wiped).process()
            .awaitOutput("this member's data is EMPTY and nobody leads; heard: " + cluster.name(
                lagging));
        cluster.node(lagging).process()
            .awaitOutput("1 of 3 members have this cluster's data and answer, 2 are needed; " +
                "heard: " + cluster.name(wiped) + " (EMPTY)");

        cluster.start(leader);
        IntStream.range(0, 3).forEach(cluster::awaitReady);
        verify();
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLoseNothingWhenAMemberIsKilledWhileItIsSeeded()
    {
        cluster.snapshot();
        publisher.awaitMore(SOME);
        final int node = (cluster.awaitLeader() + 1) % 3;
        for (final String moment : new String[]{"admission: SEED", "seeding: member", "seeding: recording.log",
            "admission: LAUNCH"})
        {
            cluster.kill9(node);
            cluster.wipe(node);
            cluster.start(node);
            cluster.node(node).process().awaitOutput(moment);
            cluster.kill9(node);
            cluster.start(node);
            cluster.awaitReady(node);
        }
        verify();
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLoseNothingWhenNodesAreKilledAroundSnapshots()
    {
        for (int round = 0; round < 4; round++)
        {
            final int leader = cluster.awaitLeader();
            final int victim = (leader + round) % 3;
            cluster.requestSnapshot();
            cluster.kill9(victim);
            restart(victim);
        }
        verify();
    }
}
