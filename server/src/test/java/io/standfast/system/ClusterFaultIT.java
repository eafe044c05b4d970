package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of one member's engine: it throws where the others do not, or it leaves out what the others have done.
 */
class ClusterFaultIT
{
    private static final int SOME = 60;
    private static final String HANDLER = "io.standfast.engine.PublishHandler";
    private static final String PUBLISH = "onPublishBatch";
    /** One that the clients publish to and do not watch: they know what they have published. */
    private static final String POISONED = "steady.1";
    private static final Duration STANDING = Duration.ofSeconds(7);
    private static final Duration HELD_UP = Duration.ofMillis(500);
    private static final Pattern POSITION = Pattern.compile("the entry at log position (\\d+) cannot be applied");

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private SteadyClients clients;
    private ChildProcess tool;
    private final int[] debugPorts = new int[3];

    @BeforeEach
    void start()
    {
        cluster = new TestCluster(directory, 3);
        for (int node = 0; node < 3; node++)
        {
            debugPorts[node] = ChildProcess.freePort();
            cluster.environment(node, Debugger.environment(debugPorts[node]));
        }
        cluster.startAll();
        clients = SteadyClients.start(cluster, 4);
        clients.awaitMore(SOME);
    }

    @AfterEach
    void stop()
    {
        CloseHelper.closeAll(tool, clients, cluster);
    }

    private void verify(final int restarted)
    {
        clients.awaitMore(SOME);
        cluster.start(restarted);
        cluster.awaitReady(restarted);
        clients.awaitMore(SOME);
        clients.verify();
    }

    static List<Boolean> roles()
    {
        return "all".equals(System.getProperty("standfast.matrix")) ? List.of(true, false) : List.of(true);
    }

    /** The leader or a follower. */
    @ParameterizedTest
    @MethodSource("roles")
    void shouldHaltTheOneNodeWhoseEngineThrows(final boolean isLeader)
    {
        final int node = (cluster.awaitLeader() + (isLeader ? 0 : 1)) % 3;
        try (Debugger debugger = Debugger.attach(debugPorts[node]))
        {
            debugger.arm(HANDLER, PUBLISH).awaitAndThrow();
            cluster.node(node).awaitExit(2);
        }
        assertThat(cluster.node(node).process().output()).containsPattern(
            "the entry at log position \\d+ cannot be applied: java.lang.ArithmeticException");

        verify(node);
        assertThat(cluster.node(node).process().output()).containsPattern(
            "this node halted at log position \\d+ before .*ArithmeticException.*: the entry is applied again");
        assertThat(cluster.data(node).resolve("POISON")).doesNotExist();
    }

    /** It has not rolled its store where the others have: it may not apply the next entry. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldHaltTheOneNodeThatCannotTakeItsSnapshot(final boolean isLeader)
    {
        final int node = (cluster.awaitLeader() + (isLeader ? 0 : 1)) % 3;
        try (Debugger debugger = Debugger.attach(debugPorts[node]).arm("io.standfast.engine.Engine", "takeSnapshot"))
        {
            tool = cluster.requestSnapshot();
            debugger.awaitAndThrow();
            cluster.node(node).awaitExit(2);
        }
        assertThat(cluster.node(node).process().output()).containsPattern(
            "no snapshot can be taken at log position \\d+: java.lang.ArithmeticException");
        clients.awaitMore(SOME);

        cluster.start(node);
        try (Debugger debugger = Debugger.awaitAttached(debugPorts[node]).armBeforeUse(HANDLER, PUBLISH))
        {
            // It stands at the first message of its log.
            Await.until("it says how far it is", () -> cluster.answer(node, "/healthz?ready").matches(
                "(?s)503 .*replaying the log: at \\d+ of [1-9]\\d+, .*"));
            assertThat(cluster.answer(node, "/metrics")).contains("\nstandfast_restore_phase 5\n");
            cluster.node(node).process().awaitOutput("restore: replaying the log: at ");
            debugger.disarm();
        }
        cluster.awaitReady(node);
        Await.until("it has all", () -> cluster.answer(node, "/metrics").contains("\nstandfast_restore_phase 4\n"));
        clients.awaitMore(SOME);
        clients.verify();
    }

    /**
     * The kernel refuses to force a device that is none of blocks: that stands for an input/output error. What the disk
     * has lost is seen only later, so that the snapshot must not be used.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldWriteAgainWhatTheDiskOfOneNodeRefusedToForce(final boolean isLeader) throws IOException
    {
        cluster.snapshot();
        clients.awaitMore(SOME);
        final int node = (cluster.awaitLeader() + (isLeader ? 0 : 1)) % 3;
        final Path segment = cluster.segments(node)[cluster.segments(node).length - 1];
        Files.delete(segment);
        Files.createSymbolicLink(segment, Path.of("/dev/null"));

        tool = cluster.requestSnapshot();
        cluster.node(node).awaitExit(2);
        assertThat(cluster.node(node).process().output()).contains(segment + " cannot be forced to the disk: Invalid",
            "is not used at the next start");
        Files.delete(segment);

        verify(node);
        assertThat(cluster.node(node).process().output()).as("it needs nobody's copy").doesNotContain("SEED");
    }

    /** Its engine is interrupted in the middle, as all are when a cluster is stopped while it starts. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldKeepItsDataWhenItIsStoppedWhileItRestoresItsState()
    {
        cluster.snapshot();
        final int node = (cluster.awaitLeader() + 1) % 3;
        clients.awaitMore(SOME);
        cluster.kill9(node);
        cluster.start(node);
        final ChildProcess process = cluster.node(node).process();
        try (Debugger debugger = Debugger.awaitAttached(debugPorts[node]).armBeforeUse(
            "io.standfast.engine.store.SegmentRestorer", "restore"))
        {
            debugger.awaitStanding();
            process.signal("INT");
            // The agent's runner interrupts it after five seconds.
            assertThat(Await.isTrueWithin(STANDING, () -> !process.isAlive())).isFalse();
            debugger.release();
            cluster.node(node).mayEnd(0, 1, 2, 3);
            process.awaitExit();
        }

        verify(node);
        assertThat(cluster.node(node).process().output()).doesNotContain("DAMAGED", "seeding");
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLeaveOutTheEntryThatHaltsAllWhenItIsOrdered()
    {
        final Map<String, List<String>> acknowledged = new TreeMap<>(clients.stopPublishing());
        final Debugger[] debuggers = new Debugger[3];
        for (int node = 0; node < 3; node++)
        {
            debuggers[node] = Debugger.attach(debugPorts[node]).arm(HANDLER, PUBLISH);
        }
        final StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "poisoner");
        client.publish(POISONED, "poison", (guid, ex) ->
        {
        });
        for (final Debugger debugger : debuggers)
        {
            debugger.awaitAndThrow();
            debugger.close();
        }
        IntStream.range(0, 3).forEach(node -> cluster.node(node).awaitExit(2));
        client.abandon();
        final Matcher matcher = POSITION.matcher(cluster.node(1).process().output());
        assertThat(matcher.find()).isTrue();
        assertThat(skip(1, "1")).isEqualTo("exit 1: standfast: the node on " + cluster.data(1) +
            " has not halted at log position 1 but at " + matcher.group(1));
        assertThat(skip(1, matcher.group(1))).startsWith("exit 0: Ordered: the node on " + cluster.data(1));
        cluster.start(1);
        cluster.start(0);
        Await.until("node-b waits for a majority", () -> cluster.node(1).process().output().contains(
            "but not on a majority"));
        cluster.kill9(0);
        cluster.kill9(1);
        assertThat(skip(0, matcher.group(1))).startsWith("exit 0: ");

        IntStream.range(0, 3).forEach(cluster::start);
        for (int node = 0; node < 3; node++)
        {
            cluster.awaitReady(node);
            assertThat(cluster.node(node).process().output()).contains("the entry at log position " + matcher.group(1) +
                " is left out, as ordered");
        }
        cluster.awaitLeader();
        acknowledged.put(POISONED, Stream.concat(acknowledged.get(POISONED).stream(), publishThroughEach().stream())
            .toList());
        clients.verify(acknowledged);
        try (StanClient reader = StanClient.connect(cluster.url(cluster.awaitLeader()), "reader"))
        {
            final StanInbox inbox = reader.subscribe(POISONED, new SubscriptionOptions.Builder().deliverAllAvailable()
                .maxInFlight(100_000).build()).awaitCount(acknowledged.get(POISONED).size());
            assertThat(inbox.texts()).as("what was left out is not there").doesNotContain("poison");
        }
    }

    /** The channel of the entry that was left out goes on, whichever node clients come through. */
    private List<String> publishThroughEach()
    {
        final List<String> texts = new ArrayList<>();
        for (int node = 0; node < 3; node++)
        {
            try (StanClient client = StanClient.connect(cluster.url(node), "after-" + node))
            {
                for (int i = 0; i < SOME; i++)
                {
                    texts.add("after-" + node + "-" + i);
                    client.publish(POISONED, texts.get(texts.size() - 1));
                }
            }
        }
        return texts;
    }

    private String skip(final int node, final String position)
    {
        try (ServerProcess order = ServerProcess.run(directory, "standfast", "cluster", "skip", "--position", position,
            "--force", cluster.data(node).toString()))
        {
            final int code = order.process().awaitExit();
            return "exit " + code + ": " + order.process().output().strip();
        }
    }

    /**
     * What a machine's power failure takes is what was not forced: three disks that take their time hold up a publish,
     * the second one that is done lets it go, if one of the two is the leader's: Aeron commits nothing that the leader
     * itself has not recorded. The archive forces before it says how far its log is.
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldAcknowledgeNothingThatAMajorityHasNotForced()
    {
        final Map<String, List<String>> acknowledged = new TreeMap<>(clients.stopPublishing());
        final int leader = cluster.awaitLeader();
        final Debugger[] debuggers = new Debugger[3];
        try (StanClient client = StanClient.connect(cluster.url(leader), "careful"))
        {
            client.publish("forced", "before");
            for (int node = 0; node < 3; node++)
            {
                debuggers[node] = Debugger.attach(debugPorts[node]).arm("sun.nio.ch.FileChannelImpl", "force",
                    "archive-conductor");
            }
            final AtomicInteger acks = new AtomicInteger();
            client.publish("forced", "after", (guid, ex) -> acks.addAndGet(ex == null ? 1 : 0));
            Stream.of(debuggers).forEach(Debugger::awaitStanding);
            assertThat(Await.isTrueWithin(HELD_UP, () -> acks.get() > 0)).as("forced by nobody").isFalse();
            debuggers[(leader + 1) % 3].release();
            assertThat(Await.isTrueWithin(HELD_UP, () -> acks.get() > 0)).as("forced by one").isFalse();
            debuggers[leader].release();
            Await.until("forced by two it is acknowledged", () -> acks.get() > 0);
        }
        finally
        {
            CloseHelper.closeAll(debuggers);
        }
        acknowledged.put("forced", List.of("before", "after"));
        clients.verify(acknowledged);
    }

    /**
     * No exception, no exit: only the digest of its next snapshot tells. And then a store whose segments are what the
     * snapshot lists, but do not hold all records of a channel: the engine has the last word, before anything else.
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldTakeOutAndCopyTheNodeWhoseStateDiffers()
    {
        final int node = (cluster.awaitLeader() + 1) % 3;
        try (Debugger debugger = Debugger.attach(debugPorts[node]))
        {
            debugger.arm(HANDLER, PUBLISH).awaitAndLeaveOut();
        }
        clients.awaitMore(SOME);
        assertThat(cluster.node(node).process().isAlive()).isTrue();

        cluster.snapshot();
        cluster.node(node).awaitExit(2);
        assertThat(cluster.node(node).process().output()).contains("differs from the majority's: this member has " +
            "diverged; it is copied from the others at the next start");
        clients.awaitMore(SOME);
        cluster.start(node);
        try (Debugger debugger = Debugger.awaitAttached(debugPorts[node]))
        {
            debugger.armBeforeUse("io.standfast.engine.store.ChannelIndex", "putRestored").awaitAndLeaveOut();
        }
        cluster.node(node).awaitExit(3);
        assertThat(cluster.node(node).process().output()).contains("seeding: complete").containsPattern(
            "the state cannot be restored: channel \\d+ epoch \\d+: records 1 to \\d+ expected, \\d+ found; " +
                "the first that is missing is \\d+");

        verify(node);
        assertThat(cluster.node(node).process().output()).contains("data is DAMAGED").contains("seeding: complete");
    }
}
