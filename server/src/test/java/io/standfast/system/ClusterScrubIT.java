package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.nats.streaming.SubscriptionOptions;

/**
 * A byte that changes in a sealed segment of a running node is found and put right while clients work.
 */
class ClusterScrubIT
{
    private static final int FLIPPED = 33_100;

    @TempDir
    private Path directory;
    private TestCluster cluster;

    private void start(final long intervalMs)
    {
        cluster = new TestCluster(directory, 3);
        IntStream.range(0, 3).forEach(node -> cluster.environment(node, Map.of("STANDFAST_JAVA_OPTS",
            "-Dstandfast.scrub.interval.ms=" + intervalMs)));
        cluster.startAll();
    }

    @AfterEach
    void stop()
    {
        cluster.close();
    }

    @Test
    void shouldRepairWhatChangesOnARunningFollowerAndLeader()
    {
        start(200);
        final int leader = cluster.awaitLeader();
        try (SteadyClients clients = SteadyClients.start(cluster, 4))
        {
            clients.awaitMore(400);
            cluster.snapshot();
            clients.awaitMore(10);
            for (final int node : new int[]{(leader + 1) % 3, leader})
            {
                final Path segment = described(node);
                final byte[] good = head(segment);
                TestCluster.flip(segment, FLIPPED);
                cluster.node(node).process().awaitOutput("is repaired: it is what it was");
                assertThat(head(segment)).isEqualTo(good).isEqualTo(head(cluster.segments((node + 1) % 3)[0]));
                assertThat(cluster.node(node).process().output()).contains("Segment " + segment +
                    " is damaged near offset");
            }
            clients.awaitMore(10);
            clients.verify();
        }
    }

    /** A start believes what describes the segment: what has changed behind that is the scrub's. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldRepairWhatChangedWhileTheNodeWasDown()
    {
        start(200);
        final int node = (cluster.awaitLeader() + 1) % 3;
        try (SteadyClients clients = SteadyClients.start(cluster, 4))
        {
            clients.awaitMore(400);
            cluster.snapshot();
            clients.awaitMore(10);
            final Path segment = described(node);
            cluster.kill9(node);
            TestCluster.flip(segment, FLIPPED);
            cluster.start(node);
            cluster.awaitReady(node);
            assertThat(cluster.node(node).process().output()).doesNotContain("restore: 1 segments");
            cluster.node(node).process().awaitOutput("is repaired: it is what it was");
            clients.awaitMore(10);
            clients.verify();
        }
    }

    static List<Arguments> losses()
    {
        final Arguments worst = Arguments.of("truncated", true);
        return "all".equals(System.getProperty("standfast.matrix")) ? List.of(worst, Arguments.of("truncated", false),
            Arguments.of("deleted", true), Arguments.of("deleted", false)) : List.of(worst);
    }

    /** The file goes from under the node that reads it. */
    @ParameterizedTest
    @MethodSource("losses")
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldRepairWhatIsDeletedOrTruncatedOnARunningNode(final String damage, final boolean isLeader)
    {
        start(200);
        final int node = (cluster.awaitLeader() + (isLeader ? 0 : 1)) % 3;
        try (SteadyClients clients = SteadyClients.start(cluster, 4))
        {
            clients.awaitMore(400);
            cluster.snapshot();
            clients.awaitMore(10);
            TestCluster.damage(described(node), damage);
            cluster.node(node).process().awaitOutput("is repaired: it is what it was");
            clients.awaitMore(10);
            clients.verify();
        }
    }

    /** Its first segment, sealed and with its description beside it. */
    private Path described(final int node)
    {
        final Path segment = cluster.segments(node)[0];
        Await.until("described", () -> Files.exists(Path.of(segment.toString().replace(".cq4", ".idx"))));
        return segment;
    }

    /** The reader meets it long before the scrub would: the channel waits for the repair, no longer. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWithAChannelThatStoppedAtADamagedMessage()
    {
        start(TimeUnit.HOURS.toMillis(1));
        final int leader = cluster.awaitLeader();
        try (SteadyPublisher publisher = SteadyPublisher.start(cluster, 1))
        {
            publisher.awaitMore(400);
            cluster.snapshot();
            publisher.awaitMore(10);
            final Map<String, List<String>> acknowledged = publisher.stop();
            final Path segment = described(leader);
            TestCluster.flip(segment, FLIPPED);
            try (StanClient client = StanClient.connect(cluster.url(leader), "reader"))
            {
                final StanInbox inbox = client.subscribe("steady.0", new SubscriptionOptions.Builder()
                    .deliverAllAvailable().ackWait(Duration.ofSeconds(1)).build());
                cluster.node(leader).process().awaitOutput("Channel \"steady.0\" stops at sequence ");
                cluster.node(leader).process().awaitOutput("Channel \"steady.0\" goes on: ");
                Await.until("all of the channel", () -> inbox.texts().containsAll(acknowledged.get("steady.0")));
            }
            assertThat(cluster.node(leader).process().output()).contains("is repaired: it is what it was");
        }
    }

    private static byte[] head(final Path segment)
    {
        try
        {
            return Arrays.copyOf(Files.readAllBytes(segment), 2 * FLIPPED);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
