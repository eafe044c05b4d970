package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.engine.FeatureLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes of a real older build are upgraded one by one, as docs/cluster.md says, and turned back before its feature
 * level is left. {@code perf/chaos --older COMMIT} makes that build; {@link ClusterLevelsIT} plays it with one build.
 */
@EnabledIfSystemProperty(named = "standfast.older", matches = ".+", disabledReason = "perf/chaos --older builds one")
class ClusterUpgradeIT
{
    private static final Path OLDER = Path.of(System.getProperty("standfast.older", "."));
    private static final Path NEW = ChildProcess.ROOT;
    private static final String HELD = "-cluster_feature_level";
    private static final Pattern RAISED = Pattern.compile("feature level (\\d+): the state is raised to it");
    private static final Pattern LEVEL = Pattern.compile("\"self\": true,[^{}]*\"feature_level\": (\\d+)");
    private static final SubscriptionOptions ALL = new SubscriptionOptions.Builder().deliverAllAvailable().maxInFlight(
        10_000).build();
    private static final SubscriptionOptions KEEP = new SubscriptionOptions.Builder().deliverAllAvailable().durableName(
        "keep").manualAcks().build();
    private static final int SOME = 60;
    private static final int FEW = 10;
    private static final String SHORT = "short.one";
    /** What is kept of channels whose messages make room for one another: segments are compacted. */
    private static final int KEPT = 20;
    private static final int SNAPSHOTS = 3;

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private SteadyClients clients;
    private final Map<String, List<String>> acknowledged = new TreeMap<>();
    private int older;

    @BeforeEach
    void startOlder() throws IOException
    {
        final Path conf = Files.writeString(directory.resolve("upgrade.conf"), "streaming { admin { user: ops, " +
            "password: secret } store_limits { channels { \"" + SHORT + "\" { max_msgs: " + KEPT + " } } } }");
        cluster = new TestCluster(directory, 3, "-sc", conf.toString());
        IntStream.range(0, 3).forEach(node -> cluster.tree(node, OLDER));
        cluster.startAll();
        clients = SteadyClients.start(cluster, 4);
        older = levelOfOlder();
        System.out.println("ClusterUpgradeIT: from feature level " + older + " (" + OLDER + ") to " +
            FeatureLevel.NEWEST);
        assertThat(older).as("it is an older build").isLessThanOrEqualTo(FeatureLevel.NEWEST);
        leavePendings();
        exchange();
    }

    @AfterEach
    void stop()
    {
        CloseHelper.closeAll(clients, cluster);
    }

    private int levelOfOlder()
    {
        clients.awaitMore(SOME);
        final int[] level = new int[1];
        Await.until("the older build has raised the level", () ->
        {
            IntStream.range(0, 3).forEach(node -> RAISED.matcher(cluster.node(node).process().output()).results()
                .forEach(result -> level[0] = Math.max(level[0], Integer.parseInt(result.group(1)))));
            return level[0] > 0;
        });
        return level[0];
    }

    @Test
    void shouldUpgradeNodeByNodeAndTurnBackUntilTheLevelIsRaised()
    {
        final String level = Integer.toString(older);
        // One without its disk is seeded by an older leader, one is not; one is turned back.
        replace(0, NEW, true);
        replace(1, NEW, false, HELD, level);
        replace(0, OLDER, false);
        replace(0, NEW, false);
        replace(2, NEW, false, HELD, level);
        IntStream.range(0, 3).forEach(node -> assertThat(level(node)).as("held").isEqualTo(older));
        // An older one is seeded by a new leader.
        replace(0, OLDER, true);
        replace(0, NEW, false);
        replace(1, NEW, false);
        IntStream.range(0, 3).forEach(node -> assertThat(level(node)).as("held").isEqualTo(older));
        replace(2, NEW, false);
        IntStream.range(0, 3).forEach(node -> Await.until("the level is raised", () -> level(
            node) == FeatureLevel.NEWEST));
        exchange();
        useWhatIsNew();
        turnBackTooLate();

        IntStream.range(0, 3).forEach(cluster::kill9);
        cluster.startAll();
        exchange();
        verify();
    }

    /** As docs/operate.md says: when the others can go on without it. */
    private void replace(final int node, final Path tree, final boolean isDiskLost, final String... flags)
    {
        Await.until(cluster.name(node) + " may be stopped", () -> cluster.answer(node, "/clusterz?stop").startsWith(
            "200 "));
        assertThat(cluster.node(node).sigint()).isZero();
        if (isDiskLost)
        {
            cluster.wipe(node);
        }
        cluster.tree(node, tree);
        cluster.start(node, flags);
        cluster.awaitReady(node);
        if (isDiskLost)
        {
            assertThat(cluster.node(node).process().output()).contains("seeding: complete");
        }
        exchange();
    }

    /** Through each node, whoever leads; then all take a snapshot, whose digests they compare. */
    private void exchange()
    {
        clients.awaitMore(SOME);
        for (int node = 0; node < 3; node++)
        {
            try (StanClient client = StanClient.reconnecting(cluster.url(node), "through-" + node))
            {
                publish(client, "through." + node);
                publish(client, SHORT);
            }
            assertThat(cluster.node(node).process().output()).as("they are set alike").doesNotContain(
                "have other limits", "lists of members differ", "have another key");
        }
        snapshot();
        clients.awaitMore(SOME);
    }

    /** Aeron's tool gives up after half a minute, which a busy machine may need. */
    private void snapshot()
    {
        try
        {
            cluster.snapshot();
        }
        catch (final AssertionError ex)
        {
            IntStream.range(0, 3).forEach(node -> System.out.println(cluster.name(node) + ":\n" + cluster.node(node)
                .process().output()));
            System.out.println(ex.getMessage());
            cluster.snapshot();
        }
    }

    private void publish(final StanClient client, final String channel)
    {
        final List<String> texts = acknowledged.computeIfAbsent(channel, name -> new ArrayList<>());
        for (int i = 0; i < FEW; i++)
        {
            texts.add("m" + texts.size());
            client.publishAgain(channel, texts.get(texts.size() - 1).getBytes(StandardCharsets.UTF_8));
        }
    }

    private int level(final int node)
    {
        final Matcher matcher = LEVEL.matcher(String.valueOf(cluster.monitor(node, "/clusterz")));
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** A durable that has acknowledged three of five goes away, and comes back when all is over. */
    private void leavePendings()
    {
        try (StanClient client = StanClient.reconnecting(cluster.url(cluster.awaitLeader()), "me"))
        {
            IntStream.range(0, 5).forEach(i -> client.publish("orders", "m" + i));
            final StanInbox inbox = client.subscribe("orders", KEEP).awaitCount(5);
            IntStream.range(0, 3).forEach(inbox::ack);
            inbox.close();
        }
        acknowledged.put("orders", List.of("m0", "m1", "m2", "m3", "m4"));
    }

    /** Operators' orders are entries of the log: a channel that the older build has made is deleted, and made again. */
    private void useWhatIsNew()
    {
        assertThat(cluster.order(cluster.awaitLeader(), "channel", "rm", "through.0", "-f")).contains("through.0");
        acknowledged.remove("through.0");
        exchange();
    }

    private void turnBackTooLate()
    {
        assertThat(cluster.node(1).sigint()).isZero();
        cluster.tree(1, OLDER);
        cluster.start(1);
        if (older < FeatureLevel.NEWEST)
        {
            cluster.node(1).process().awaitOutput("the data is at feature level " + FeatureLevel.NEWEST +
                ", this node goes up to " + older);
            clients.awaitMore(SOME);
            cluster.kill9(1);
        }
        else
        {
            cluster.awaitReady(1);
            assertThat(cluster.node(1).sigint()).isZero();
        }
        cluster.tree(1, NEW);
        cluster.start(1);
        cluster.awaitReady(1);
        exchange();
    }

    private void verify()
    {
        final Map<String, List<String>> all = new TreeMap<>(clients.stopPublishing());
        all.putAll(acknowledged);
        final List<String> published = all.remove(SHORT);
        assertThat(published).hasSizeGreaterThan(KEPT);
        try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "me"))
        {
            final StanInbox pending = client.subscribe("orders", KEEP).awaitCount(2);
            assertThat(pending.texts()).containsExactly("m3", "m4");
            assertThat(pending.message(0).isRedelivered()).isTrue();
            final StanInbox kept = client.subscribe(SHORT, ALL).awaitCount(KEPT);
            assertThat(kept.text(KEPT - 1)).isEqualTo(published.get(published.size() - 1));
        }
        // A node lets go of segments in which nothing lives when it has snapshots from after that.
        IntStream.range(0, SNAPSHOTS).forEach(i -> snapshot());
        clients.verify(all);
    }
}
