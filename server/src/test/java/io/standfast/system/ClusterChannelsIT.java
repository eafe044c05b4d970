package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.Message;
import io.nats.streaming.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Channels, durables and limits over three nodes that come and go.
 */
class ClusterChannelsIT
{
    private static final boolean IS_WHOLE = "all".equals(System.getProperty("standfast.matrix"));
    private static final int OLD = 10;
    /** First, last, digest and name. Epochs are those of the cluster: the third channel that is made has 3. */
    private static final Pattern OLD_ONE = Pattern.compile(" 1 " + OLD + " [0-9a-f]{16} orders\n");
    private static final int SOME = 60;
    /** A fraction of the ack wait: clients are back within a second or two of the next leader. */
    private static final Duration BACK = Duration.ofSeconds(10);
    private static final int DEADLINE_SECONDS = 20;
    private static final SubscriptionOptions KEEP = new SubscriptionOptions.Builder().deliverAllAvailable().durableName(
        "keep").maxInFlight(1000).build();
    private static final SubscriptionOptions ALL = new SubscriptionOptions.Builder().deliverAllAvailable().maxInFlight(
        1000).build();

    @TempDir
    private Path directory;

    static List<Arguments> recreations()
    {
        final Arguments ordered = Arguments.of(30, true);
        return IS_WHOLE ? List.of(ordered, Arguments.of(3, false), Arguments.of(30, false), Arguments.of(3, true))
            : List.of(ordered);
    }

    /**
     * nats-streaming-server #1008, #1010: another channel of the same name, with fewer or more messages; the old one
     * has ended because nobody used it, or because an operator has deleted it, with a durable that had all.
     */
    @ParameterizedTest
    @MethodSource("recreations")
    void shouldHoldTheNewChannelWhenItWasMadeAgainWhileANodeWasDown(final int messages, final boolean isOrdered)
    {
        final String[] flags = Stream.concat(Stream.of(TestCluster.admins(directory)), isOrdered ? Stream.of() : Stream
            .of("-mi", "2s")).toArray(String[]::new);
        try (TestCluster cluster = new TestCluster(directory, 3, flags))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int down = (leader + 1) % 3;
            try (SteadyClients clients = SteadyClients.start(cluster, 1))
            {
                // It stays subscribed when its leader is gone: a channel without activity would be deleted meanwhile.
                final StanClient client = StanClient.connect(cluster.url(leader), "me");
                IntStream.rangeClosed(1, OLD).forEach(i -> client.publish("orders", "old" + i));
                // Until the node is down somebody is there, so that nobody deletes it before.
                final StanInbox present = client.subscribe("orders", ALL);
                if (isOrdered)
                {
                    client.subscribe("orders", KEEP).awaitCount(OLD).close();
                }
                clients.awaitMore(SOME);
                cluster.snapshot();
                Await.until("all have the old one", () -> IntStream.range(0, 3).allMatch(node -> OLD_ONE.matcher(String
                    .valueOf(cluster.monitor(node, "/clusterz/channels?text"))).find()));
                cluster.kill9(down);
                present.unsubscribe();
                if (isOrdered)
                {
                    cluster.order(leader, "channel", "rm", "orders", "-f");
                }
                cluster.node(leader).process().awaitOutput("Channel \"orders\" has been deleted");
                final StanInbox watcher = client.subscribe("orders", ALL);
                IntStream.rangeClosed(1, messages).forEach(i -> client.publish("orders", "new" + i));
                watcher.awaitCount(messages);
                cluster.snapshot();

                cluster.start(down);
                cluster.awaitReady(down);
                cluster.awaitSameStores(" epoch=3 ");

                // Of the two that are left one leads and the other has agreed to it: both hold the new channel.
                cluster.kill9(leader);
                Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
                final List<String> texts = IntStream.rangeClosed(1, messages).mapToObj(i -> "new" + i).toList();
                try (StanClient reader = StanClient.connect(cluster.url(cluster.awaitLeader()), "me"))
                {
                    assertThat(reader.subscribe("orders", ALL).awaitCount(messages).texts()).isEqualTo(texts);
                    assertThat(reader.subscribe("orders", KEEP).awaitCount(messages).texts()).as("a durable of the " +
                        "name that the old one's had").isEqualTo(texts);
                    cluster.start(leader);
                    cluster.awaitReady(leader);
                    final Map<String, List<String>> all = new TreeMap<>(clients.stopPublishing());
                    all.put("orders", texts);
                    clients.verify(all);
                }
                client.abandon();
            }
        }
    }

    @Test
    void shouldKeepDurablesPendingsAndCountsWhenTheLeaderIsKilled()
    {
        final SubscriptionOptions keep = new SubscriptionOptions.Builder().deliverAllAvailable().durableName("keep")
            .manualAcks().build();
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            try (StanClient client = StanClient.connect(cluster.url(leader), "me"))
            {
                IntStream.rangeClosed(1, 5).forEach(i -> client.publish("orders", "m" + i));
                final StanInbox inbox = client.subscribe("orders", keep).awaitCount(5);
                IntStream.range(0, 3).forEach(inbox::ack);
                inbox.close();
            }

            cluster.kill9(leader);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);

            try (StanClient client = StanClient.connect(cluster.url((leader + 1) % 3), "me"))
            {
                client.publish("orders", "m6");
                // It is updated while it comes back.
                final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder()
                    .deliverAllAvailable().durableName("keep").manualAcks().maxInFlight(2).build()).awaitCount(2);
                assertThat(inbox.sequences()).containsExactly(4L, 5L);
                inbox.ack(0);
                inbox.awaitCount(3);
                assertThat(inbox.sequences()).containsExactly(4L, 5L, 6L);
                assertThat(inbox.message(0).isRedelivered()).isTrue();
                assertThat(inbox.message(2).isRedelivered()).isFalse();
            }
        }
    }

    /**
     * A subscriber that stays, behind a broker, has its pendings sent again when the new term opens, not when its ack
     * wait is over; how often and by when they are to be sent again survives the leader.
     */
    @Test
    void shouldSendPendingsAgainAtOnceWithTheirCountsWhenTheLeaderIsKilled()
    {
        NatsServerProcess.assumeInstalled();
        try (NatsServerProcess broker = NatsServerProcess.start(directory, ChildProcess.freePort());
            TestCluster cluster = new TestCluster(directory, 3, "-ns", broker.url()))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            try (StanClient client = StanClient.connect(broker.url(), "me"))
            {
                final OverheardCounts counts = OverheardCounts.of(client.nats());
                final StanInbox slow = client.subscribe("slow", pending(60));
                client.subscribe("quick", pending(2));
                client.publish("slow", "one");
                client.publish("quick", "one");
                slow.awaitCount(1);
                Await.until("the second redelivery", () -> counts.of("quick").size() > 2);

                cluster.kill9(leader);
                Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);

                Await.until("it is sent again at once", BACK, () -> slow.messages().size() > 1);
                assertThat(slow.message(1).isRedelivered()).isTrue();
                assertThat(counts.of("slow")).as("sent again for the first time").containsExactly(0, 1);
                Await.until(() -> "more redeliveries: " + counts.of("quick"), () -> counts.of("quick").size() > 5);
                assertThat(counts.of("quick")).as("the count goes on").startsWith(0, 1, 2, 3, 4, 5);
            }
        }
    }

    /**
     * What was delivered as often as its channel allows is not sent again when a term opens, so it shows how long its
     * ack wait is: it becomes a dead letter when that is over since its delivery, and not since another one leads.
     * Both messages have their times from the cluster's clock.
     */
    @Test
    @EnabledIfSystemProperty(named = "standfast.matrix", matches = "all", disabledReason = "long: perf/chaos runs it")
    void shouldKeepTheDeadlineOfAPendingWhenTheLeaderIsKilled() throws IOException
    {
        final Path once = Files.writeString(directory.resolve("once.conf"),
            "streaming { store_limits { channels { \"orders\" { max_deliveries: 1, dead_letter: \"dead\" } } } }");
        try (TestCluster cluster = new TestCluster(directory, 3, "-sc", once.toString()))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            cluster.node(leader).process().awaitOutput("All nodes follow feature level ");
            try (StanClient client = StanClient.reconnecting(cluster.url((leader + 1) % 3), "me"))
            {
                final StanInbox dead = client.subscribe("dead", ALL);
                final StanInbox inbox = client.subscribe("orders", pending(DEADLINE_SECONDS));
                client.publish("orders", "once");
                inbox.awaitCount(1);
                assertThat(Await.isTrueWithin(Duration.ofSeconds(DEADLINE_SECONDS / 2), () -> !dead.messages()
                    .isEmpty())).as("dead before its time").isFalse();

                cluster.kill9(leader);
                Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);

                assertThat(dead.awaitCount(1).texts()).containsExactly("once");
                final Duration since = Duration.ofNanos(dead.message(0).getTimestamp() - inbox.message(0)
                    .getTimestamp());
                assertThat(since).as("since it was delivered; half as much again from the new leader's start")
                    .isBetween(Duration.ofSeconds(DEADLINE_SECONDS), Duration.ofSeconds(DEADLINE_SECONDS +
                        DEADLINE_SECONDS / 2 - 1));
                assertThat(inbox.texts()).as("not sent again").containsExactly("once");
            }
        }
    }

    private static SubscriptionOptions pending(final int ackWaitSeconds)
    {
        return new SubscriptionOptions.Builder().manualAcks().deliverAllAvailable().ackWait(Duration.ofSeconds(
            ackWaitSeconds)).build();
    }

    /**
     * Clients of the leader and of a follower that passes them on lose their connections with the leader: what is sent
     * again when the new term opens waits until they are back, and does not come only when its ack wait is over.
     */
    @Test
    void shouldSendPendingsAgainToClientsOfTheListenerWhenTheLeaderIsKilled()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int other = (leader + 1) % 3;
            try (StanClient relayed = StanClient.reconnecting(cluster.url(other), "relayed");
                StanClient direct = StanClient.reconnecting(cluster.url(leader), "direct"))
            {
                final List<StanInbox> inboxes = List.of(relayed.subscribe("orders", pending(60)), direct.subscribe(
                    "orders", pending(60)));
                relayed.publish("orders", "before");
                inboxes.forEach(inbox -> inbox.awaitCount(1));

                cluster.kill9(leader);
                Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);

                Await.until("all have it again", BACK, () -> inboxes.stream().allMatch(inbox -> inbox.messages()
                    .size() > 1));
                try (StanClient publisher = StanClient.connect(cluster.url(cluster.awaitLeader()), "you"))
                {
                    publisher.publish("orders", "after");
                }
                for (final StanInbox inbox : inboxes)
                {
                    assertThat(inbox.awaitCount(3).texts()).containsExactly("before", "before", "after");
                    assertThat(inbox.messages()).extracting(Message::isRedelivered).containsExactly(false, true, false);
                }
            }
        }
    }
}
