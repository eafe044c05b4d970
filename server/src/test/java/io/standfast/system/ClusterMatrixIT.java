package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.cluster.NodeStateFile;
import io.aeron.logbuffer.FrameDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can happen to three nodes, with a client that publishes throughout: at the end everything acknowledged is there,
 * in order, and every node holds the same.
 */
class ClusterMatrixIT
{
    private static final String CONSENSUS_SNAPSHOT = "the consensus module's flipped";
    private static final String FLIPPED_IDENTITY = "a bit of IDENTITY";
    private static final boolean IS_WHOLE = "all".equals(System.getProperty("standfast.matrix"));
    private static final int CHANNELS = IS_WHOLE ? 96 : 24;
    private static final int SOME = 100;
    /** Messages of each channel before the first fault, where history matters. */
    private static final int HISTORY = IS_WHOLE ? 50 : 10;
    /** So often so many messages of so many bytes to each channel are so many megabytes. */
    private static final int HISTORY_PARTS = 4;
    private static final int HISTORY_MESSAGES = 2;
    private static final String HISTORY_TEXT = "x".repeat(84_000);
    private static final int HISTORY_MB = 60;
    private static final Pattern COPIED = Pattern.compile("restore: (\\d+) segments, (\\d+) MB, ");
    /** What a node ends with that finds that it was not heard for too long. */
    private static final int HALTED = 2;
    private static final Duration STILL = Duration.ofSeconds(10);

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private SteadyClients clients;

    @BeforeEach
    void start()
    {
        // Those of a long history, too: the limit is 100.
        cluster = new TestCluster(directory, 3, "-mc", Integer.toString(2 * CHANNELS));
        cluster.startAll();
        cluster.awaitLeader();
        clients = SteadyClients.start(cluster, CHANNELS, "steady.0", "steady.7", "steady.13", "steady.23");
        clients.awaitMore(SOME);
    }

    @AfterEach
    void stop()
    {
        CloseHelper.closeAll(clients, cluster);
    }

    private void verify()
    {
        clients.awaitMore(SOME);
        clients.verify();
    }

    private void restart(final int node)
    {
        cluster.start(node);
        cluster.awaitReady(node);
        clients.awaitMore(SOME);
    }

    /** In which nodes are rolled, counted from the leader; on every build the leader is the first. */
    static List<List<Integer>> orders()
    {
        return IS_WHOLE ? List.of(List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(2, 0, 1), List.of(1, 2,
            0), List.of(2, 1, 0)) : List.of(List.of(0, 1, 2));
    }

    static List<Arguments> oldCopies()
    {
        return IS_WHOLE ? List.of(Arguments.of(false, true), Arguments.of(false, false), Arguments.of(true, true),
            Arguments.of(true, false)) : List.of(Arguments.of(true, false));
    }

    static List<Arguments> segmentDamages()
    {
        return IS_WHOLE
            ? Stream.of("deleted", "truncated", "flipped", "exchanged").flatMap(damage -> Stream.of(Arguments.of(damage,
                false), Arguments.of(damage, true))).toList()
            : List.of(Arguments.of("truncated", true));
    }

    static List<String> snapshotDamages()
    {
        return List.of("deleted", "flipped", CONSENSUS_SNAPSHOT);
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
        IntStream.range(0, HISTORY).forEach(i -> clients.awaitMore(CHANNELS));
        cluster.snapshot();
        final int leader = cluster.awaitLeader();
        wipeOneByOne(leader, order);
        verify();
        assertThat(order).allSatisfy(step -> assertThat(cluster.node((leader + step) % 3).process().output()).contains(
            "seeding: complete"));
    }

    private void wipeOneByOne(final int leader, final List<Integer> order)
    {
        for (final int step : order)
        {
            // As Kubernetes rolls: the next one dies at the first yes of the one before, whatever has happened since.
            final int node = (leader + step) % 3;
            cluster.kill9(node);
            cluster.wipe(node);
            cluster.start(node);
            Await.until(cluster.name(node) + " says that it is ready", () -> cluster.monitor(node,
                "/healthz?ready") != null);
        }
    }

    /** The same with so much in each channel that it lies in several segments of the store, which take a while. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLoseNothingWhenNodesWithALongHistoryLoseTheirDisksOneByOne()
    {
        final Map<String, List<String>> history = new TreeMap<>();
        for (int part = 0; part < HISTORY_PARTS; part++)
        {
            publishHistory(history);
            cluster.snapshot();
        }
        final int leader = cluster.awaitLeader();
        wipeOneByOne(leader, List.of(0, 1, 2));

        clients.awaitMore(SOME);
        final Map<String, List<String>> all = new TreeMap<>(clients.stopPublishing());
        all.putAll(history);
        clients.verify(all);
        for (int node = 0; node < 3; node++)
        {
            final Matcher copied = COPIED.matcher(cluster.node(node).process().output());
            assertThat(copied.find()).as("segments are copied").isTrue();
            assertThat(Integer.parseInt(copied.group(1))).as("segments").isGreaterThanOrEqualTo(HISTORY_PARTS);
            assertThat(Integer.parseInt(copied.group(2))).as("MB").isGreaterThanOrEqualTo(HISTORY_MB);
        }
    }

    /** Some messages to each of as many channels. */
    private void publishHistory(final Map<String, List<String>> history)
    {
        try (StanClient client = StanClient.reconnecting(cluster.url(cluster.awaitLeader()), "historian"))
        {
            for (int i = 0; i < HISTORY_MESSAGES * CHANNELS; i++)
            {
                final List<String> texts = history.computeIfAbsent("history." + i % CHANNELS,
                    name -> new ArrayList<>());
                texts.add(texts.size() + HISTORY_TEXT);
                client.publishAgain("history." + i % CHANNELS, texts.get(texts.size() - 1).getBytes(
                    StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void shouldLoseNothingWhenAllAreKilledAtOnce()
    {
        cluster.snapshot();
        clients.awaitMore(SOME);
        IntStream.range(0, 3).forEach(cluster::kill9);
        cluster.startAll();
        verify();
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWhenTheLeaderStandsStillForTenSeconds()
    {
        final int leader = cluster.awaitLeader();
        final AtomicInteger acknowledged = new AtomicInteger();
        final StanClient client = StanClient.connect(cluster.url(leader), "left-behind");
        client.publish("left", "before");
        cluster.node(leader).process().signal("STOP");
        // In its socket when it goes on: whatever it still believes of itself, it may not say yes to that.
        client.publish("left", "after", (guid, ex) -> acknowledged.addAndGet(ex == null ? 1 : 0));
        Await.until("another leader", () -> cluster.leader() != leader);
        clients.awaitMore(SOME);
        assertThat(Await.isTrueWithin(STILL, () -> acknowledged.get() > 0)).as("it stands still").isFalse();

        cluster.node(leader).mayEnd(HALTED);
        cluster.node(leader).process().signal("CONT");
        Await.until("the old leader steps down or ends",
            () -> !cluster.node(leader).process().isAlive() || cluster.node(
                leader).process().output().contains("lost leadership"));
        if (Await.isTrueWithin(Await.A_WHILE, () -> !cluster.node(leader).process().isAlive()))
        {
            restart(leader);
        }
        assertThat(acknowledged).as("acknowledged by a leader of the past").hasValue(0);
        client.abandon();
        verify();
    }

    static List<String> parts()
    {
        return IS_WHOLE ? List.of("archive", "cluster", "store", "IDENTITY", FLIPPED_IDENTITY) : List.of("archive");
    }

    /** The store's segments are the member's own when the store is whole. */
    @ParameterizedTest
    @MethodSource("parts")
    void shouldCopyAllWhenOnePartOfAFollowersDataIsLost(final String part)
    {
        cluster.snapshot();
        final int follower = (cluster.awaitLeader() + 1) % 3;
        // Of the consensus module and, before that, of the service: its store has begun another segment then.
        Await.until("its snapshot", () -> cluster.snapshots(follower).size() > 1);
        cluster.kill9(follower);
        if (part.equals(FLIPPED_IDENTITY))
        {
            TestCluster.flip(cluster.data(follower).resolve("IDENTITY"), 40);
        }
        else
        {
            TestCluster.delete(cluster.data(follower).resolve(part));
        }
        restart(follower);
        assertThat(cluster.node(follower).process().output()).contains("data is DAMAGED").contains("seeding: complete")
            .containsPattern("restore: 1 segments, \\d+ MB, " + (part.equals("store") ? 0 : 1) + " taken back, ");
        assertThat(cluster.data(follower).resolve("set-aside")).as("of what it held before").doesNotExist();
        verify();
    }

    /** The leader is one no longer when it is started again: ClusterScrubIT damages one that leads. */
    @ParameterizedTest
    @MethodSource("segmentDamages")
    void shouldRepairWhenASegmentOfTheStoreIsDamaged(final String damage, final boolean isLeader)
    {
        cluster.snapshot();
        clients.awaitMore(SOME);
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
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
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
        cluster.node(follower).awaitExit(3);
        assertThat(cluster.node(follower).process().output()).contains("the log or a snapshot is damaged on this disk");
        restart(follower);
        assertThat(cluster.node(follower).process().output()).contains("seeding: complete");
        verify();
    }

    /** As a disk does whose cache is lost: the log ends earlier than the store, and than the others remember. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldCopyAllWhenTheLogOfAFollowerHasLostItsTail() throws IOException
    {
        final int follower = (cluster.awaitLeader() + 1) % 3;
        cluster.kill9(follower);
        // No snapshot has been taken: the log begins at its first position.
        try (RandomAccessFile file = new RandomAccessFile(cluster.data(follower).resolve("archive/0-0.rec").toFile(),
            "rw"))
        {
            final List<Long> frames = new ArrayList<>();
            long next = 0;
            for (int length = frameLength(file, next); length > 0; length = frameLength(file, next))
            {
                frames.add(next);
                next += length;
            }
            final long whole = file.length();
            file.setLength(frames.get(frames.size() / 2));
            file.setLength(whole);
        }

        restart(follower);
        assertThat(cluster.node(follower).process().output()).containsPattern(
            "admission: SEED: the others remember this member's log up to \\d+, it ends at \\d+: the disk is an old " +
                "copy")
            .contains("seeding: complete");
        verify();
    }

    /** Of the log, with its padding. */
    private static int frameLength(final RandomAccessFile file, final long position) throws IOException
    {
        file.seek(position);
        return BitUtil.align(Integer.reverseBytes(file.readInt()), FrameDescriptor.FRAME_ALIGNMENT);
    }

    @ParameterizedTest
    @MethodSource("snapshotDamages")
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldCopyAllWhenTheSnapshotOfAFollowerIsDamaged(final String damage) throws IOException
    {
        cluster.snapshot();
        clients.awaitMore(SOME);
        final int follower = (cluster.awaitLeader() + 1) % 3;
        cluster.kill9(follower);
        final List<Path> snapshots = cluster.snapshots(follower).stream().sorted(Comparator.comparing(path -> path
            .toFile().lastModified())).toList();
        // The consensus module writes its own when it has that of the engine.
        for (final Path snapshot : damage.equals(CONSENSUS_SNAPSHOT) ? snapshots.subList(snapshots.size() - 1, snapshots
            .size()) : snapshots)
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

    /** Whose disk it is, and whether the others run on or are started again with it. */
    @ParameterizedTest
    @MethodSource("oldCopies")
    void shouldCopyAllWhenADiskIsAnOldCopy(final boolean isFormerLeader, final boolean isEverybodyRestarted)
    {
        final int node = (cluster.awaitLeader() + (isFormerLeader ? 0 : 1)) % 3;
        cluster.kill9(node);
        final Path copy = directory.resolve("copy");
        TestCluster.copy(cluster.data(node), copy);
        restart(node);
        clients.awaitMore(10 * SOME);
        cluster.awaitRemembered(node);
        IntStream.range(0, 3).filter(other -> isEverybodyRestarted || other == node).forEach(cluster::kill9);
        cluster.wipe(node);
        TestCluster.copy(copy, cluster.data(node));

        IntStream.range(0, 3).filter(other -> isEverybodyRestarted || other == node).forEach(cluster::start);
        IntStream.range(0, 3).forEach(cluster::awaitReady);
        verify();
        assertThat(cluster.node(node).process().output()).containsPattern(
            "admission: (SEED|COPY): .*: the disk is an old copy").contains("seeding: complete");
    }

    /** AERON-FACTS F2: two wiped nodes would elect each other and form an empty cluster. */
    @Test
    void shouldWaitForTheLateOneWhenTwoAreWiped()
    {
        cluster.snapshot();
        clients.awaitMore(SOME);
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
            .contains(cluster.name(late) + " has the best log");
    }

    /** Two machines and their disks are gone at once; the third never stops, and has all that was acknowledged. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldCopyTheOneThatRunsWhenTheOthersAreWipedBesideIt()
    {
        cluster.snapshot();
        clients.awaitMore(SOME);
        final int leader = cluster.awaitLeader();
        final int[] others = {(leader + 1) % 3, (leader + 2) % 3};
        IntStream.of(others).forEach(cluster::kill9);
        IntStream.of(others).forEach(cluster::wipe);
        IntStream.of(others).forEach(cluster::start);
        IntStream.of(others).forEach(cluster::awaitReady);
        verify();
        IntStream.of(others).forEach(node -> assertThat(cluster.node(node).process().output()).contains(
            "seeding: complete").doesNotContain("admission: cluster "));
    }

    /** AERON-FACTS F1: a wiped node would vote for a lagging one. */
    @Test
    void shouldNotElectTheLaggingOneWithTheVoteOfAWipedOne()
    {
        final int leader = cluster.awaitLeader();
        final int lagging = (leader + 1) % 3;
        final int wiped = (leader + 2) % 3;
        cluster.kill9(lagging);
        clients.awaitMore(5 * SOME);
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
    void shouldLoseNothingWhenAMemberIsKilledWhileItIsSeeded() throws IOException
    {
        cluster.snapshot();
        clients.awaitMore(SOME);
        final int node = (cluster.awaitLeader() + 1) % 3;
        for (final String moment : new String[]{"admission: SEED", "seeding: member", "seeding: recording.log",
            "admission: LAUNCH"})
        {
            cluster.kill9(node);
            cluster.wipe(node);
            cluster.start(node);
            cluster.node(node).process().awaitOutput(moment);
            cluster.kill9(node);
            if (moment.equals("admission: LAUNCH"))
            {
                assertThat(candidateTerm(node)).as("what it may have voted in before").isGreaterThanOrEqualTo(term(
                    cluster.awaitLeader()));
            }
            cluster.start(node);
            cluster.awaitReady(node);
        }
        verify();
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLoseNothingWhenNodesAreKilledInSnapshotsAndRolls()
    {
        for (int round = 0; round < 6; round++)
        {
            final int victim = (cluster.awaitLeader() + round) % 3;
            // It has begun to write one, or its store, which rolls then, has begun another segment.
            final Supplier<List<Path>> files = round < 3 ? () -> cluster.snapshots(victim)
                : () -> List.of(cluster.segments(victim));
            final List<Path> before = files.get();
            try (ChildProcess tool = cluster.requestSnapshot())
            {
                Await.until(() -> "a file that is new: " + tool.output(), () -> !before.containsAll(files.get()));
                cluster.kill9(victim);
            }
            restart(victim);
        }
        verify();
    }

    /** The last term that a node's disk says it has voted in: it votes in later ones only. */
    private long candidateTerm(final int node) throws IOException
    {
        try (NodeStateFile file = new NodeStateFile(cluster.data(node).resolve("cluster").toFile(), false, 0))
        {
            return file.candidateTerm().candidateTermId();
        }
    }

    private long term(final int node)
    {
        final Matcher term = Pattern.compile("\nstandfast_cluster_term (\\d+)\n").matcher(cluster.monitor(node,
            "/metrics"));
        assertThat(term.find()).isTrue();
        return Long.parseLong(term.group(1));
    }
}
