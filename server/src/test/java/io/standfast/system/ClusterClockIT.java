package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.Message;
import io.nats.streaming.SubscriptionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock of one of three nodes jumps by an hour, while it leads and before it does, and the others' do not: no
 * message expires early, none is stamped with another time, and nothing is lost.
 */
class ClusterClockIT
{
    /** On every build only ahead, which is what expires messages and ends Aeron's clients. */
    private static final List<String> JUMPS = "all".equals(System.getProperty("standfast.matrix"))
        ? List.of("+1h", "-1h")
        : List.of("+1h");
    private static final int WRONG = 0;
    private static final int CHANNELS = 4;
    private static final int SOME = 60;
    /** Each election is a toss. */
    private static final int ELECTIONS = 12;

    @TempDir
    private Path directory;
    private TestCluster cluster;
    private FakeClock clock;

    @BeforeEach
    void start()
    {
        FakeClock.assumeInstalled();
        cluster = new TestCluster(directory, 3, "-ma", "30m");
        clock = new FakeClock(directory.resolve("clock"));
        cluster.environment(WRONG, clock.environment(Map.of()));
        cluster.startAll();
        cluster.awaitLeader();
    }

    @AfterEach
    void stop()
    {
        if (cluster != null)
        {
            cluster.close();
        }
    }

    /** Until the node leads: the one that does is killed, again and again. */
    private void makeLeader(final int node)
    {
        for (int i = 0; i < ELECTIONS && cluster.awaitLeader() != node; i++)
        {
            final int leader = cluster.leader();
            cluster.kill9(leader);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
            cluster.start(leader);
            cluster.awaitReady(leader);
        }
        assertThat(cluster.leader()).isEqualTo(node);
    }

    private void awaitSaid(final String direction)
    {
        final Pattern line = Pattern
            .compile("clocks differ: " + cluster.name(WRONG) + " is (3599|3600) s " + direction);
        for (final int node : new int[]{1, 2})
        {
            Await.until(cluster.name(node) + " says " + line, () -> line.matcher(cluster.node(node).process().output())
                .find());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldKeepTimeWhenTheClockOfOneNodeJumps()
    {
        final long startNs = nowNs();
        try (SteadyClients clients = SteadyClients.start(cluster, CHANNELS))
        {
            clients.awaitMore(SOME);
            for (final String jump : JUMPS)
            {
                // The one that runs does not follow; started again, it knows no other time.
                clock.ahead(jump);
                awaitSaid(jump.startsWith("+") ? "ahead" : "behind");
                clients.awaitMore(SOME);
                cluster.kill9(WRONG);
                cluster.start(WRONG);
                cluster.awaitReady(WRONG);
                makeLeader(WRONG);
                clients.awaitMore(SOME);
            }
            final Map<String, List<String>> acknowledged = clients.stopPublishing();
            Await.until("the one whose clock is wrong says so", () -> cluster.node(WRONG).process().output().contains(
                "clocks differ: "));
            try (StanClient client = StanClient.connect(cluster.url(WRONG), "times"))
            {
                final List<String> texts = acknowledged.get("steady.0");
                final StanInbox inbox = client.subscribe("steady.0",
                    new SubscriptionOptions.Builder().deliverAllAvailable()
                        .maxInFlight(100_000).build());
                Await.until("the last message", () -> inbox.texts().contains(texts.get(texts.size() - 1)));
                final List<Long> times = List.copyOf(inbox.messages()).stream().map(Message::getTimestamp).toList();
                assertThat(times).isSorted();
                final long toleranceNs = Duration.ofSeconds(5).toNanos();
                assertThat(times.get(0)).isBetween(startNs - toleranceNs, nowNs());
                assertThat(times.get(times.size() - 1)).isBetween(startNs, nowNs() + toleranceNs);
            }
            clients.verify();
        }
    }

    private static long nowNs()
    {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
