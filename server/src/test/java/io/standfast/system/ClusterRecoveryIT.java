package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Disks that are lost for good, machines that are replaced, and members that come back from another time.
 */
class ClusterRecoveryIT
{
    private static final boolean IS_WHOLE = "all".equals(System.getProperty("standfast.matrix"));
    private static final String CHANNEL = "orders";
    private static final int SOME = 60;
    private static final int MANY = 600;
    private static final Duration FILL_DEADLINE = Duration.ofMinutes(2);
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);

    @TempDir
    private Path directory;
    private TestCluster cluster;

    @BeforeEach
    void start()
    {
        cluster = new TestCluster(directory, 3, TestCluster.admins(directory));
        cluster.startAll();
    }

    @AfterEach
    void stop()
    {
        cluster.close();
    }

    /** Acknowledged, one after the other. */
    private List<String> publish(final String prefix, final int count)
    {
        final List<String> texts = new ArrayList<>();
        try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "publisher"))
        {
            for (int i = 0; i < count; i++)
            {
                texts.add(prefix + i);
                client.publish(CHANNEL, prefix + i);
            }
        }
        return texts;
    }

    private void killAll()
    {
        IntStream.range(0, 3).forEach(cluster::kill9);
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldBeRecoveredByOrderWhenTwoDisksAreLost()
    {
        final List<String> before = publish("before-", SOME);
        killAll();
        cluster.wipe(1);
        cluster.wipe(2);
        cluster.start(0);
        cluster.start(1);
        cluster.node(1).process().awaitOutput("this member's data is EMPTY and nobody leads; heard: node-a (READY)");

        try (ServerProcess order = ServerProcess.run(directory, "standfast", "cluster", "recover", "--from", "node-a",
            "--force", cluster.data(1).toString()))
        {
            assertThat(order.process().awaitExit()).isZero();
            assertThat(order.process().out()).contains("Ordered: the node on " + cluster.data(1));
        }
        cluster.awaitReady(1);
        assertThat(cluster.node(1).process().output()).contains("an operator has ordered this member to be recovered " +
            "from node-a");
        assertThat(cluster.data(1).resolve("RECOVER_FROM")).doesNotExist();
        final List<String> all = new ArrayList<>(before);
        all.addAll(publish("after-", SOME));

        cluster.start(2);
        cluster.awaitReady(2);
        cluster.verify(Map.of(CHANNEL, all));
    }

    /** Each holds what the other lacks, and the third one is away. */
    @Test
    void shouldRepairOneAnotherWhenTwoHaveLostDifferentSegments()
    {
        try (SteadyClients clients = SteadyClients.start(cluster, 1))
        {
            for (int segment = 0; segment < 2; segment++)
            {
                clients.awaitMore(SOME);
                cluster.snapshot();
            }
            clients.awaitMore(SOME);
            killAll();
            TestCluster.damage(cluster.segments(0)[0], "flipped");
            TestCluster.damage(cluster.segments(1)[1], "deleted");

            for (int node = 0; node < 2; node++)
            {
                cluster.start(node);
            }
            for (int node = 0; node < 2; node++)
            {
                cluster.awaitReady(node);
                assertThat(cluster.node(node).process().output()).contains("restore: 1 segments").doesNotContain(
                    "seeding");
            }
            clients.awaitMore(SOME);
            cluster.start(2);
            cluster.awaitReady(2);
            clients.awaitMore(SOME);
            clients.verify();
        }
    }

    /** The third one has it: they say that they wait, and for whom, and go on when it is there. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldSayForWhomTheyWaitWhenTwoHaveLostTheSameSegment()
    {
        try (SteadyClients clients = SteadyClients.start(cluster, 1))
        {
            clients.awaitMore(SOME);
            cluster.snapshot();
            clients.awaitMore(SOME);
            killAll();
            for (int node = 0; node < 2; node++)
            {
                TestCluster.damage(cluster.segments(node)[0], "deleted");
                cluster.start(node);
            }
            for (int node = 0; node < 2; node++)
            {
                cluster.node(node).process().awaitOutput("WAIT: segments [1] of the store are missing or damaged on " +
                    "this disk; no member that answers has them, and nobody leads");
                assertThat(cluster.answer(node, "/healthz?ready")).startsWith("503 ");
            }

            cluster.start(2);
            IntStream.range(0, 3).forEach(cluster::awaitReady);
            clients.awaitMore(SOME);
            clients.verify();
        }
    }

    /**
     * One was away while the others deleted what was in a segment, and then lost it; of the others one is wiped. The
     * wiped one waits for a leader, which takes the one that has lost the segment, which waits for a leader.
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldCopyByOrderWhenNobodyHasALostSegmentAnyMore()
    {
        publish("deleted-", SOME);
        cluster.snapshot();
        cluster.kill9(0);
        Await.until("another leader", () -> cluster.leader() > 0);
        final Path segment = cluster.segments(1)[0];
        assertThat(cluster.order(cluster.awaitLeader(), "channel", "rm", CHANNEL, "-f")).contains(CHANNEL);
        final List<String> texts = new ArrayList<>();
        Await.until("the others let go of the segment", () ->
        {
            texts.addAll(publish("kept-" + texts.size() + "-", 1));
            cluster.snapshot();
            return !Files.exists(segment);
        });
        killAll();
        TestCluster.damage(cluster.segments(0)[0], "deleted");
        cluster.wipe(2);
        IntStream.range(0, 3).forEach(cluster::start);
        cluster.node(0).process().awaitOutput("no member that answers has them, and nobody leads: start the others, " +
            "or give up what only this disk has with 'standfast cluster recover'; heard: node-b (READY)");

        try (ServerProcess order = ServerProcess.run(directory, "standfast", "cluster", "recover", "--from", "node-b",
            "--force", cluster.data(0).toString()))
        {
            assertThat(order.process().awaitExit()).isZero();
        }
        IntStream.range(0, 3).forEach(cluster::awaitReady);
        texts.addAll(publish("after-", SOME));
        cluster.verify(Map.of(CHANNEL, texts));
    }

    /** What docs/cluster.md says for a new machine: the new list on the others first, one after the other. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldServeWhenAMachineIsReplaced()
    {
        try (SteadyClients clients = SteadyClients.start(cluster, 1))
        {
            clients.awaitMore(SOME);
            final int replaced = cluster.awaitLeader();
            cluster.kill9(replaced);
            cluster.replaceMachine(replaced);
            for (int i = 1; i < 3; i++)
            {
                final int node = (replaced + i) % 3;
                clients.awaitMore(SOME);
                assertThat(cluster.node(node).sigint()).isZero();
                cluster.start(node);
                cluster.awaitReady(node);
            }
            clients.awaitMore(SOME);

            cluster.start(replaced);
            cluster.awaitReady(replaced);
            clients.awaitMore(SOME);
            clients.verify();
        }
    }

    /** What node 0 held in an earlier cluster of the same name; another one runs when it is there. */
    private Path staleDisk(final int oldCount, final int oldTerms)
    {
        publish("old-", oldCount);
        for (int term = 1; term < oldTerms; term++)
        {
            final int leader = cluster.awaitLeader();
            cluster.kill9(leader);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
            cluster.start(leader);
            cluster.awaitReady(leader);
        }
        killAll();
        final Path stale = directory.resolve("stale");
        TestCluster.copy(cluster.data(0), stale);
        IntStream.range(0, 3).forEach(cluster::wipe);
        cluster.startAll();
        return stale;
    }

    static List<Arguments> incarnations()
    {
        final Arguments longer = Arguments.of(MANY, SOME, 3, false);
        return IS_WHOLE ? List.of(longer, Arguments.of(SOME, MANY, 1, false), Arguments.of(SOME, SOME, 1, true),
            Arguments.of(MANY, SOME, 1, true), Arguments.of(SOME, MANY, 3, true), Arguments.of(SOME, SOME, 3, false))
            : List.of(longer);
    }

    /**
     * A disk from an earlier cluster of the same name, whose log is longer, shorter or as long, with more terms or not,
     * meets the new one.
     */
    @ParameterizedTest
    @MethodSource("incarnations")
    void shouldSetAsideWhatBelongsToAnotherIncarnation(final int oldCount, final int newCount, final int oldTerms,
        final boolean isEverybodyRestarted)
    {
        final Path stale = staleDisk(oldCount, oldTerms);
        final List<String> texts = publish("new-", newCount);

        IntStream.range(0, 3).filter(node -> node == 0 || isEverybodyRestarted).forEach(cluster::kill9);
        cluster.wipe(0);
        TestCluster.copy(stale, cluster.data(0));
        try (SteadyClients clients = SteadyClients.start(cluster, 1))
        {
            IntStream.range(0, 3).filter(node -> node == 0 || isEverybodyRestarted).forEach(cluster::start);
            cluster.node(0).process().awaitOutput("a majority has another cluster");
            IntStream.range(0, 3).forEach(cluster::awaitReady);
            clients.awaitMore(SOME);
            final Map<String, List<String>> all = new TreeMap<>(clients.stopPublishing());
            all.put(CHANNEL, texts);
            clients.verify(all);
        }
    }

    static List<Arguments> staleQuorums()
    {
        final Arguments longer = Arguments.of(MANY, SOME, 1);
        return IS_WHOLE ? List.of(longer, Arguments.of(MANY, SOME, 3), Arguments.of(SOME, MANY, 1), Arguments.of(SOME,
            SOME, 1)) : List.of(longer);
    }

    /**
     * AERON-FACTS F3: these two are a majority, and the one that lives would take over the log of the stale one. So the
     * stale one waits for the third.
     */
    @ParameterizedTest
    @MethodSource("staleQuorums")
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldWaitForTheThirdWhenAStaleMemberMeetsOneThatLives(final int oldCount, final int newCount,
        final int oldTerms)
    {
        final Path stale = staleDisk(oldCount, oldTerms);
        final List<String> texts = publish("new-", newCount);
        final int leader = cluster.awaitLeader();
        final int third = leader == 0 ? 1 : leader;
        final int live = 3 - third;
        try (SteadyClients clients = SteadyClients.start(cluster, 1))
        {
            clients.awaitMore(SOME);
            cluster.kill9(0);
            cluster.kill9(third);
            cluster.wipe(0);
            TestCluster.copy(stale, cluster.data(0));
            cluster.start(0);

            cluster.node(0).process().awaitOutput("admission: WAIT: 1 of 3 members have this cluster's data and " +
                "answer, 2 are needed; heard: " + cluster.name(live) + " (READY)");
            assertThat(cluster.answer(0, "/healthz?ready")).startsWith("503 ").contains("WAIT: 1 of 3 members");
            assertNobodyServes(0, live);

            cluster.start(third);
            cluster.node(0).process().awaitOutput("a majority has another cluster");
            IntStream.range(0, 3).forEach(cluster::awaitReady);
            assertThat(cluster.node(0).process().output()).contains("seeding: complete");
            clients.awaitMore(SOME);
            final Map<String, List<String>> all = new TreeMap<>(clients.stopPublishing());
            all.put(CHANNEL, texts);
            clients.verify(all);
        }
    }

    private void assertNobodyServes(final int... nodes)
    {
        assertThat(Await.isTrueWithin(Await.A_WHILE, () -> cluster.leader() >= 0)).as("somebody serves").isFalse();
        for (final int node : nodes)
        {
            assertThat(cluster.answer(node, "/healthz?ready")).as(cluster.name(node)).startsWith("503 ");
            assertThatThrownBy(() -> StanClient.connect(cluster.url(node), "early", IMPATIENCE)).as(cluster.name(node))
                .isInstanceOf(IllegalStateException.class);
        }
    }

    /**
     * More than one segment of the log, so that the leader's begins behind its first term; and several terms. The first
     * snapshot nobody asks for: the log has grown by 128 MB. Whoever is seeded from such a log may lead, too
     * (AERON-FACTS F7: without a log of its own it would stop the cluster).
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldSeedWhenTheLeadersLogIsPurged()
    {
        try (SteadyClients clients = SteadyClients.start(cluster, 1))
        {
            for (final int messages : new int[]{140, 35, 35})
            {
                fill(messages);
                if (messages > 128)
                {
                    Await.until("all take a snapshot by themselves", () -> IntStream.range(0, 3).allMatch(
                        node -> cluster.snapshots(node).size() > 1));
                }
                cluster.snapshot();
                final int leader = cluster.awaitLeader();
                cluster.kill9(leader);
                cluster.start(leader);
                cluster.awaitReady(leader);
            }
            clients.awaitMore(SOME);
            final int leader = cluster.awaitLeader();
            Await.until("the log is purged", () -> !cluster.data(leader).resolve("archive/0-0.rec").toFile().exists());

            final int wiped = (leader + 1) % 3;
            cluster.kill9(wiped);
            cluster.wipe(wiped);
            cluster.start(wiped);
            cluster.awaitReady(wiped);
            assertThat(cluster.node(wiped).process().output()).contains("seeding: complete");
            clients.awaitMore(SOME);

            makeLeader(wiped, clients);
            final List<String> texts = publish("led-", SOME);
            clients.awaitMore(SOME);
            assertThat(cluster.leader()).as("it still leads").isEqualTo(wiped);
            final Map<String, List<String>> all = new TreeMap<>(clients.stopPublishing());
            all.put(CHANNEL, texts);
            clients.verify(all);
        }
    }

    /** Each message at least once: a leader that changes meanwhile costs a connection and some time. */
    private void fill(final int messages)
    {
        final String large = "x".repeat(1_000_000);
        final AtomicInteger left = new AtomicInteger(messages);
        final boolean isFilled = Await.isTrueWithin(FILL_DEADLINE, () ->
        {
            final int leader = cluster.leader();
            if (leader < 0)
            {
                return false;
            }
            try (StanClient client = StanClient.connect(cluster.url(leader), "filler"))
            {
                while (left.get() > 0)
                {
                    client.publish("large", large);
                    left.decrementAndGet();
                }
            }
            catch (final IllegalStateException ex)
            {
                // What was under way is unknown: it is published again.
                return left.get() == 0;
            }
            return true;
        });
        assertThat(isFilled).as(() -> "filled within " + FILL_DEADLINE + ", " + left + " messages are left:\n" +
            outputs()).isTrue();
    }

    private String outputs()
    {
        return IntStream.range(0, 3).mapToObj(node -> cluster.name(node) + ":\n" + cluster.node(node).process()
            .output()).collect(Collectors.joining("\n"));
    }

    /** Of two that are left it has the longer log, because the other was down while messages were acknowledged. */
    private void makeLeader(final int node, final SteadyClients clients)
    {
        final int leader = cluster.awaitLeader();
        if (leader == node)
        {
            return;
        }
        final int other = 3 - node - leader;
        cluster.kill9(other);
        clients.awaitMore(SOME);
        cluster.kill9(leader);
        cluster.start(other);
        Await.until(() -> "it leads:\n" + outputs(), () -> cluster.leader() == node);
        clients.awaitMore(SOME);
        cluster.awaitReady(other);
        cluster.start(leader);
        cluster.awaitReady(leader);
    }

    /** The snapshot on its disk lists what is not there, and what the others have let go of. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldCopyAllWhenNoMemberHasALostSegmentAnyMore()
    {
        cluster.close();
        final Path taking = directory.resolve("taking-orders");
        cluster = new TestCluster(taking, 3, TestCluster.admins(taking));
        cluster.startAll();
        try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "filler"))
        {
            IntStream.range(0, SOME).forEach(i -> client.publish("gone", "text-" + i));
        }
        cluster.snapshot();
        final int follower = (cluster.awaitLeader() + 1) % 3;
        final int leader = cluster.awaitLeader();
        final Path lost = cluster.segments(follower)[0];
        Await.until("its snapshot", () -> !cluster.snapshots(follower).isEmpty());
        cluster.kill9(follower);
        TestCluster.damage(lost, "deleted");
        assertThat(cluster.order(leader, "channel", "purge", "gone", "-f")).contains(SOME + " messages");
        final List<String> texts = publish("after-", SOME);
        IntStream.range(0, 3).forEach(i -> cluster.snapshot());
        IntStream.range(0, 3).filter(node -> node != follower).forEach(node -> Await.until(cluster.name(node) +
            " lets go of its first segment",
            () -> !cluster.segments(node)[0].getFileName().equals(lost
                .getFileName())));

        cluster.start(follower);
        cluster.awaitReady(follower);
        assertThat(cluster.node(follower).process().output()).containsPattern(
            "restore: no member has segments \\[.*\\] any more: everything is copied").contains("data is DAMAGED")
            .contains("seeding: complete");
        cluster.verify(Map.of(CHANNEL, texts));
    }
}
