package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
 * Three nodes in network namespaces of their own that are cut off and joined again, with a client that publishes
 * throughout.
 */
class ClusterPartitionIT
{
    private static final int SOME = 100;
    private static final int CHANNELS = 8;
    /** What a node ends with that was not heard for too long, or was elected and cut off at once. */
    private static final int HALTED = 2;
    private static final Duration IMPATIENCE = Duration.ofMillis(1500);

    @TempDir
    private Path directory;
    private Namespaces namespaces;
    private TestCluster cluster;
    private SteadyClients clients;

    @BeforeEach
    void start()
    {
        namespaces = Namespaces.create(3);
        assumeTrue(namespaces != null, "needs the right to make network namespaces");
        cluster = new TestCluster(directory, namespaces);
        cluster.startAll();
        cluster.awaitLeader();
        clients = SteadyClients.start(cluster, CHANNELS);
        clients.awaitMore(SOME);
    }

    @AfterEach
    void stop()
    {
        CloseHelper.closeAll(clients, cluster, namespaces);
    }

    private void restartIfHalted(final int returned)
    {
        cluster.node(returned).mayEnd(HALTED);
        if (Await.isTrueWithin(Duration.ofSeconds(5), () -> !cluster.node(returned).process().isAlive()))
        {
            cluster.start(returned);
            cluster.awaitReady(returned);
        }
    }

    private void verify(final int returned)
    {
        restartIfHalted(returned);
        clients.awaitMore(SOME);
        clients.verify();
    }

    @Test
    void shouldGoOnWithAnotherLeaderWhenTheLeaderIsCutOff()
    {
        final int leader = cluster.awaitLeader();
        namespaces.cutOff(leader);
        Await.until("another leader", () -> cluster.leader() != leader);
        clients.awaitMore(SOME);
        // The original's words: scripts look for them.
        cluster.node(leader).process().awaitOutput("server lost leadership, performing leader stepdown actions");
        cluster.node(leader).process().awaitOutput("finished leader stepdown actions");
        final ChildProcess other = cluster.node(cluster.awaitLeader()).process();
        other.awaitOutput("server became leader, performing leader promotion actions");
        other.awaitOutput("finished leader promotion actions");

        namespaces.join(leader);
        verify(leader);
    }

    /** Its clients still reach it, so that only the missing majority keeps it from acknowledging. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldAcknowledgeNothingWhenTheLeaderIsSeparatedFromTheOthersOnly()
    {
        final int leader = cluster.awaitLeader();
        final StanClient client = StanClient.connect(cluster.url(leader), "left-behind", IMPATIENCE);
        client.publish("left", "before");
        namespaces.separate(leader);

        assertThatThrownBy(() -> client.publish("left", "after")).as("acknowledged without a majority").isInstanceOf(
            IllegalStateException.class);
        cluster.node(leader).process().awaitOutput("lost leadership");
        Await.until("another leader", () -> cluster.leader() != leader);
        Await.until("it says how long its log is", () -> number(leader, "log_end") == LogTail.end(cluster, leader));
        assertThat(number(leader, "log_end")).as("with what is not committed").isGreaterThan(number(leader, "commit"));
        clients.awaitMore(SOME);
        // The server has closed its connection.
        client.abandon();

        namespaces.unite(leader);
        verify(leader);
    }

    /** What a node's page says of itself. */
    private long number(final int node, final String field)
    {
        final Matcher matcher = Pattern.compile("\"self\": true,[^{}]*\"" + field + "\": (-?\\d+)").matcher(String
            .valueOf(cluster.monitor(node, "/clusterz")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -2;
    }

    /**
     * Over a broker the old leader and its clients still reach one another: it takes what it has asked for from the
     * broker no more, and the clients go on over the connection that they have.
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldAcknowledgeNothingOverABrokerWhenTheLeaderIsSeparatedFromTheOthersOnly()
    {
        NatsServerProcess.assumeInstalled();
        CloseHelper.closeAll(clients, cluster);
        final int pages = ChildProcess.freePort();
        try (NatsServerProcess broker = NatsServerProcess.startAt(Namespaces.outside(), directory.resolve("broker"),
            ChildProcess.freePort(), "-m", Integer.toString(pages)))
        {
            cluster = new TestCluster(directory.resolve("behind-a-broker"), namespaces, "-ns", broker.url());
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            clients = SteadyClients.start(cluster, CHANNELS);
            clients.awaitMore(SOME);
            final StanClient client = StanClient.connect(broker.url(), "stays");
            client.publish("left", "before");
            assertThat(subscriptionsOf(leader, pages)).as("what the leader takes from the broker").isPositive();
            final AtomicInteger acknowledged = new AtomicInteger();
            namespaces.separate(leader);
            client.publish("left", "between", (guid, ex) -> acknowledged.addAndGet(ex == null ? 1 : 0));
            cluster.node(leader).process().awaitOutput("lost leadership");
            Await.until("its gates are closed", Await.A_WHILE, () -> subscriptionsOf(leader, pages) == 0);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
            client.publish("left", "after");
            clients.awaitMore(SOME);

            namespaces.unite(leader);
            verify(leader);
            assertThat(acknowledged).as("acknowledged without a majority").hasValue(0);
            assertThat(client.subscribe("left", new SubscriptionOptions.Builder().deliverAllAvailable().build())
                .awaitCount(2).texts()).containsExactly("before", "after");
            client.close();
        }
    }

    /** Of a node's connections at a broker, as its page says. */
    private int subscriptionsOf(final int node, final int pages)
    {
        try (InputStream page = new URL("http://" + Namespaces.outside() + ":" + pages + "/connz").openStream())
        {
            final Matcher matcher = Pattern.compile("\"ip\": \"" + namespaces.host(node) +
                "\"[^{}]*\"subscriptions\": (\\d+)").matcher(new String(page.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(matcher.find()).as("the broker knows " + cluster.name(node)).isTrue();
            return matcher.reset().results().mapToInt(found -> Integer.parseInt(found.group(1))).sum();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWhenAFollowerIsCutOffAgainAndAgain()
    {
        final int leader = cluster.awaitLeader();
        final int follower = (leader + 1) % 3;
        for (int i = 0; i < 3; i++)
        {
            namespaces.cutOff(follower);
            clients.awaitMore(SOME);
            namespaces.join(follower);
            clients.awaitMore(SOME);
        }
        verify(follower);
        assertThat(cluster.node(leader).process().output()).as("a follower that flaps costs no leader").doesNotContain(
            "lost leadership");
    }

    /** Whoever leads is cut off, and joined again when another one leads: the old one has a tail that nobody has. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWhenWhoeverLeadsIsCutOffAgainAndAgain()
    {
        for (int i = 0; i < 4; i++)
        {
            final int leader = cluster.awaitLeader();
            namespaces.cutOff(leader);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
            clients.awaitMore(SOME);
            namespaces.join(leader);
            restartIfHalted(leader);
            clients.awaitMore(SOME);
        }
        verify(cluster.awaitLeader());
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWithAnotherLeaderWhenTheLeaderIsNotHeardAnyMore()
    {
        final int leader = cluster.awaitLeader();
        namespaces.mute(leader);
        Await.until("another leader", () -> cluster.leader() != leader);
        clients.awaitMore(SOME);

        namespaces.unmute(leader);
        verify(leader);
    }

    /**
     * AERON-FACTS and aeron-io/aeron#2147: the old leader comes back with a tail that was never committed and is longer
     * than what the new one has, and the third is down, so that these two are the majority.
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldLoseNothingWhenALongTailMeetsAShorterLogWhileTheThirdIsDown()
    {
        final int old = cluster.awaitLeader();
        final List<StanClient> left = IntStream.range(0, 8).mapToObj(i -> StanClient.connect(cluster.url(old), "left-" +
            i, IMPATIENCE)).toList();
        final byte[] large = new byte[100_000];
        namespaces.separate(old);
        final AtomicInteger acknowledged = new AtomicInteger();
        left.forEach(client -> client.publish("tail", large, (guid, ex) -> acknowledged.addAndGet(ex == null ? 1 : 0)));
        final int next = Await.number("another leader", cluster::leader, found -> found >= 0 && found != old);
        final int third = 3 - old - next;
        clients.awaitMore(1);
        assertThat(acknowledged).as("acknowledged without a majority").hasValue(0);

        cluster.kill9(third);
        assertThat(LogTail.end(cluster, old)).as("the old leader's log is longer than the new one's")
            .isGreaterThan(LogTail.end(cluster, next));
        namespaces.unite(old);
        restartIfHalted(old);
        clients.awaitMore(SOME);
        left.forEach(StanClient::abandon);
        cluster.start(third);
        cluster.awaitReady(third);
        verify(old);
    }

    /** The other way: it sends and is heard, and hears nobody. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWithAnotherLeaderWhenTheLeaderHearsNobody()
    {
        final int leader = cluster.awaitLeader();
        namespaces.deafen(leader);
        Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
        clients.awaitMore(SOME);

        namespaces.undeafen(leader);
        verify(leader);
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWhenAFollowerIsNotHeardAnyMore()
    {
        final int follower = (cluster.awaitLeader() + 1) % 3;
        namespaces.mute(follower);
        clients.awaitMore(SOME);

        namespaces.unmute(follower);
        verify(follower);
    }

    /** It hears no leader and tells everybody so. */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldGoOnWithTheSameLeaderWhenAFollowerHearsNobody()
    {
        final int leader = cluster.awaitLeader();
        final int follower = (leader + 1) % 3;
        namespaces.deafen(follower);
        clients.awaitMore(SOME);
        assertThat(Await.isTrueWithin(Await.A_WHILE, () -> cluster.leader() != leader)).as("another leader").isFalse();
        Await.until("the leader is not to be stopped", () -> cluster.answer(leader, "/clusterz?stop").contains(
            "1 of the other 2 nodes are complete"));
        clients.awaitMore(SOME);

        namespaces.undeafen(follower);
        verify(follower);
        assertThat(cluster.node(leader).process().output()).as("a follower that hears nothing costs no leader")
            .doesNotContain("lost leadership");
    }
}
