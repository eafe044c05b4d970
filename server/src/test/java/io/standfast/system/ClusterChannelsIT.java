package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.streaming.SubscriptionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Channels, durables and limits over three nodes that come and go.
 */
class ClusterChannelsIT
{
    private static final SubscriptionOptions ALL = new SubscriptionOptions.Builder().deliverAllAvailable().maxInFlight(
        1000).build();

    @TempDir
    private Path directory;

    /** nats-streaming-server #1008, #1010: another channel of the same name, with fewer or more messages. */
    @ParameterizedTest
    @ValueSource(ints = {3, 30})
    void shouldHoldTheNewChannelWhenItWasMadeAgainWhileANodeWasDown(final int messages)
    {
        try (TestCluster cluster = new TestCluster(directory, 3, "-mi", "2s"))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int down = (leader + 1) % 3;
            // It stays subscribed when its leader is gone: a channel without activity would be deleted in the meantime.
            final StanClient client = StanClient.connect(cluster.url(leader), "me");
            IntStream.rangeClosed(1, 10).forEach(i -> client.publish("orders", "old" + i));
            cluster.awaitSameStores();
            cluster.snapshot();
            cluster.kill9(down);
            cluster.node(leader).process().awaitOutput("Channel \"orders\" has been deleted");
            final StanInbox watcher = client.subscribe("orders", ALL);
            IntStream.rangeClosed(1, messages).forEach(i -> client.publish("orders", "new" + i));
            watcher.awaitCount(messages);
            cluster.snapshot();

            cluster.start(down);
            cluster.awaitReady(down);
            cluster.awaitSameStores(" epoch=2 ");

            // Of the two that are left one leads and the other has agreed to it: both hold the new channel.
            cluster.kill9(leader);
            Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);
            try (StanClient reader = StanClient.connect(cluster.url(cluster.awaitLeader()), "reader"))
            {
                final StanInbox inbox = reader.subscribe("orders", ALL).awaitCount(messages);
                assertThat(inbox.texts())
                    .isEqualTo(IntStream.rangeClosed(1, messages).mapToObj(i -> "new" + i).toList());
            }
            client.abandon();
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
                final StanInbox inbox = client.subscribe("orders", keep).awaitCount(3);
                assertThat(inbox.sequences()).containsExactly(4L, 5L, 6L);
                assertThat(inbox.message(0).isRedelivered()).isTrue();
                assertThat(inbox.message(2).isRedelivered()).isFalse();
            }
        }
    }

    @Test
    void shouldServeASubscriberAgainWhenItsLeaderIsKilled()
    {
        try (TestCluster cluster = new TestCluster(directory, 3))
        {
            cluster.startAll();
            final int leader = cluster.awaitLeader();
            final int other = (leader + 1) % 3;
            try (StanClient client = StanClient.reconnecting(cluster.url(other), "me"))
            {
                // What is sent before it has come back is sent again after the ack wait.
                final StanInbox inbox = client.subscribe("orders", new SubscriptionOptions.Builder()
                    .deliverAllAvailable().ackWait(Duration.ofSeconds(2)).build());
                client.publish("orders", "before");
                inbox.awaitCount(1);

                cluster.kill9(leader);
                Await.until("another leader", () -> cluster.leader() >= 0 && cluster.leader() != leader);

                try (StanClient publisher = StanClient.connect(cluster.url(cluster.awaitLeader()), "you"))
                {
                    publisher.publish("orders", "after");
                }
                Await.until("the message after the failover", () -> inbox.texts().contains("after"));
            }
        }
    }
}
