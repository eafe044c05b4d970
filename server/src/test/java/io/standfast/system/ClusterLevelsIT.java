package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import io.standfast.engine.FeatureLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that are upgraded, or set, one by one: what shapes the state changes for all of them at one entry of the log.
 */
class ClusterLevelsIT
{
    private static final String HELD = "-cluster_feature_level";
    private static final String RAISED = "All nodes follow feature level " + FeatureLevel.NEWEST +
        ": the state is raised to it";
    private static final Pattern RELOADED = Pattern.compile("Reload: max_msgs changed from \\d+ to (\\d+)");
    private static final int SOME = 60;

    @TempDir
    private Path directory;
    private TestCluster cluster;

    @BeforeEach
    void prepare()
    {
        cluster = new TestCluster(directory, 3);
    }

    @AfterEach
    void stop()
    {
        cluster.close();
    }

    private void startAll(final String... flags)
    {
        IntStream.range(0, 3).forEach(node -> cluster.start(node, flags));
        IntStream.range(0, 3).forEach(cluster::awaitReady);
        cluster.awaitLeader();
    }

    private void restart(final int node, final String... flags)
    {
        assertThat(cluster.node(node).sigint()).isZero();
        cluster.start(node, flags);
        cluster.awaitReady(node);
    }

    private boolean isRaised()
    {
        return IntStream.range(0, 3).anyMatch(node -> cluster.node(node).process().output().contains(RAISED));
    }

    /** A node with a hold does what an older build does. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldRaiseTheLevelWhenTheLastNodeIsUpgradedAndNotTurnBack()
    {
        startAll(HELD, "1");
        try (SteadyClients clients = SteadyClients.start(cluster, 4))
        {
            clients.awaitMore(SOME);
            restart(0);
            clients.awaitMore(SOME);
            restart(1);
            clients.awaitMore(SOME);
            // Turning back is possible until all are there.
            restart(0, HELD, "1");
            clients.awaitMore(SOME);
            restart(2);
            clients.awaitMore(SOME);
            assertThat(isRaised()).isFalse();
            cluster.snapshot();

            restart(0);
            Await.until("the level is raised", this::isRaised);
            clients.awaitMore(SOME);
            cluster.snapshot();

            assertThat(cluster.node(1).sigint()).isZero();
            cluster.start(1, HELD, "1");
            cluster.node(1).process().awaitOutput("admission: WAIT: the data is at feature level " +
                FeatureLevel.NEWEST + ", this node goes up to 1: start it with a build, or a " +
                "-cluster_feature_level, that goes up to " + FeatureLevel.NEWEST);
            clients.awaitMore(SOME);
            restart(1);
            clients.awaitMore(SOME);
            clients.stopPublishing();

            // Nobody is there to tell them: they find it in the log, and change nothing.
            IntStream.range(0, 3).forEach(cluster::kill9);
            IntStream.range(0, 3).forEach(node -> cluster.start(node, HELD, "1"));
            IntStream.range(0, 3).forEach(node -> cluster.node(node).process().awaitOutput(
                "the data is at feature level " + FeatureLevel.NEWEST + ", this node goes up to 1"));
            IntStream.range(0, 3).forEach(cluster::kill9);
            startAll();
            clients.verify();
        }
    }

    /** A new cluster whose nodes differ begins with the first leader's. */
    @Test
    void shouldKeepLimitsUntilAllNodesHaveTheSame() throws IOException
    {
        for (int node = 0; node < 3; node++)
        {
            limit(node, 18 + node);
            cluster.start(node, "-sc", file(node).toString());
        }
        IntStream.range(0, 3).forEach(cluster::awaitReady);
        final int first = cluster.awaitLeader();
        final int second = (first + 1) % 3;
        final int last = (first + 2) % 3;
        final int begun = 18 + first;
        try (SteadyClients clients = SteadyClients.start(cluster, 2))
        {
            clients.awaitMore(SOME);
            assertThat(kept("before")).isEqualTo(begun);
            reload(second, begun);
            reload(last, begun);

            limit(first, 5);
            restart(first, "-sc", file(first).toString());
            cluster.node(last).process().awaitOutput("nodes [" + cluster.name(first) +
                "] have other limits than this node: the limits in force stay as they are until all have the same");
            assertThat(kept("one")).isEqualTo(begun);
            reload(second, 5);
            assertThat(kept("two")).isEqualTo(begun);

            reload(last, 5);
            Await.until("the new limit", () -> kept("all") == 5);
            clients.awaitMore(SOME);
            clients.stopPublishing();
            // A node lets go of segments in which nothing lives when it has snapshots from after that.
            cluster.snapshot();
            clients.verify();
        }
    }

    private Path file(final int node)
    {
        return directory.resolve("limits-" + node + ".conf");
    }

    /** Of all channels but those of the steady clients. */
    private void limit(final int node, final int messages) throws IOException
    {
        Files.writeString(file(node), "limits { mm: " + messages + ", channels { \"steady.>\": { mm: 100000 } } }");
    }

    private void reload(final int node, final int messages) throws IOException
    {
        limit(node, messages);
        cluster.node(node).process().signal("HUP");
        Await.until(cluster.name(node) + " has read its limit", () -> RELOADED.matcher(cluster.node(node).process()
            .output()).results().anyMatch(result -> result.group(1).equals(Integer.toString(messages))));
    }

    /** How many of more messages than any limit a channel keeps. */
    private int kept(final String channel)
    {
        try (StanClient client = StanClient.connect(cluster.url(cluster.awaitLeader()), "limits"))
        {
            for (int i = 0; i < 30; i++)
            {
                client.publish(channel, "m" + i);
            }
            final StanInbox inbox = client.subscribe(channel, new SubscriptionOptions.Builder().deliverAllAvailable()
                .build());
            Await.until("the last message", () -> inbox.texts().contains("m29"));
            return inbox.texts().size();
        }
    }
}
