package io.standfast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.standfast.codecs.stan.StanErrors;
import io.standfast.engine.FeatureLevel;
import io.standfast.replication.client.ClientContext;
import io.standfast.replication.client.ClientState;
import io.standfast.replication.client.DoorCredentials;
import io.standfast.replication.client.DoorExample;
import io.standfast.replication.client.StandfastClient;
import io.standfast.replication.client.SubscribeOptions;

/**
 * A real one-member node and clients of its Aeron door.
 */
class DoorTest
{
    private static final long SNAPSHOT_INTERVAL = 1024L * 1024 * 1024;
    private static final DoorAccess OPEN = new DoorAccess(null, null, null);
    /** Some 500 messages, beside those that are in the stream. */
    private static final int QUEUE = 16 * 1024;

    /** So long who was dropped waits for another leader, because its session ends without a word to it. */
    private static final long NEW_LEADER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;

    private TestNode launch(final DoorAccess door)
    {
        return TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false).snapshotIntervalBytes(
            SNAPSHOT_INTERVAL).door(door));
    }

    private TestNode launchAndRaise(final DoorAccess door)
    {
        final TestNode node = launch(door);
        node.raise(FeatureLevel.AERON_DOOR);
        return node;
    }

    @Test
    void shouldPublishSubscribeAndAckWhenConnected()
    {
        try (TestNode node = launchAndRaise(OPEN);
            TestDoorClient client = new TestDoorClient(node, "ann").ready())
        {
            assertThat(client.publish("orders", "one")).isEqualTo("stored");
            assertThat(client.subscribe(SubscribeOptions.channel("orders").fromFirst().maxInFlight(1)))
                .isEqualTo("subscribed");
            assertThat(client.publish("orders", "two")).isEqualTo("stored");
            assertThat(client.publish("orders", "three")).isEqualTo("stored");
            client.awaitTexts(3);

            assertThat(client.texts()).containsExactly("one", "two", "three");
            assertThat(client.sequences()).containsExactly(1L, 2L, 3L);
            assertThat(client.redeliveries()).containsOnly(0);
            assertThat(node.output().delivered).as("events for the gateway").isZero();
        }
    }

    @Test
    void shouldGoOnWithDurableAndItsPendingsWhenNodeComesBackFromSnapshot()
    {
        try (TestNode node = launchAndRaise(OPEN);
            TestDoorClient client = new TestDoorClient(node, "ann").ready())
        {
            client.acking(false);
            client.subscribe(SubscribeOptions.channel("orders").durable("keep"));
            for (int i = 1; i <= 5; i++)
            {
                client.publish("orders", "m" + i);
            }
            client.awaitTexts(5);
            client.client().ack(client.subscriptionId(), 2);
            // What is published after the ack is applied after it.
            client.publish("orders", "m6");
            assertThat(node.node().snapshot(10_000)).isTrue();
            client.publish("orders", "m7");
        }
        try (TestNode node = launch(OPEN);
            TestDoorClient client = new TestDoorClient(node, "ann").ready())
        {
            client.subscribe(SubscribeOptions.channel("orders").durable("keep"));
            client.awaitTexts(6);

            assertThat(client.sequences()).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
            assertThat(client.redeliveries()).containsOnly(1);
            assertThat(client.publish("orders", "m8")).isEqualTo("stored");
        }
    }

    @Test
    void shouldRunTheExample()
    {
        try (TestNode node = launchAndRaise(OPEN))
        {
            assertThat(DoorExample.run(new ClientContext().clientId("example").aeronDirectory(node.node()
                .aeronDirectory()))).isEqualTo(10);
        }
    }

    @Test
    void shouldTellClientsToHoldWhenTheDiskIsLow()
    {
        final AtomicBoolean isLow = new AtomicBoolean();
        try (TestNode node = TestNode.launch(new NodeContext().dataDirectory(directory).fileSync(false)
            .snapshotIntervalBytes(SNAPSHOT_INTERVAL).door(OPEN).diskLow(isLow::get)))
        {
            node.raise(FeatureLevel.AERON_DOOR);
            try (TestDoorClient client = new TestDoorClient(node, "ann").ready())
            {
                assertThat(client.publish("orders", "one")).isEqualTo("stored");
                isLow.set(true);
                node.await("told", () -> client.tryPublish("orders") == StandfastClient.DISK_LOW);
                try (TestDoorClient later = new TestDoorClient(node, "bob").ready())
                {
                    assertThat(later.tryPublish("orders")).isEqualTo(StandfastClient.DISK_LOW);
                }
                isLow.set(false);
                assertThat(client.publish("orders", "two")).isEqualTo("stored");
            }
        }
    }

    @Test
    void shouldRefuseWithTheTextsOfNatsStreamingWhenARequestCannotBeDone()
    {
        try (TestNode node = launchAndRaise(OPEN);
            TestDoorClient client = new TestDoorClient(node, "ann").ready();
            TestDoorClient second = new TestDoorClient(node, TestDoorClient.context(node, "ann", DoorCredentials
                .none()).registerTimeoutNs(0));
            TestDoorClient third = new TestDoorClient(node, "not valid"))
        {
            assertThat(client.publish("no..channel", "x")).isEqualTo(StanErrors.INVALID_PUBLISH_REQUEST);
            assertThat(client.subscribe(SubscribeOptions.channel("a.*"))).isEqualTo(StanErrors.INVALID_SUBJECT);
            assertThat(client.subscribe(SubscribeOptions.channel("a").ackWaitS(0))).isEqualTo(
                StanErrors.INVALID_ACK_WAIT);
            assertThat(client.subscribe(SubscribeOptions.channel("a").maxInFlight(0))).isEqualTo(
                StanErrors.INVALID_MAX_IN_FLIGHT);
            assertThat(client.subscribe(SubscribeOptions.channel("a").durable("d"))).isEqualTo("subscribed");
            assertThat(client.subscribe(SubscribeOptions.channel("a").durable("d"))).isEqualTo(
                StanErrors.DUPLICATE_DURABLE);
            assertThat(client.answer(client.client().closeSubscription(4711) + " ")).isEqualTo(
                StanErrors.INVALID_SUBSCRIPTION);
            assertThat(client.answer(client.client().unsubscribe(client.subscriptionId()) + " ")).isEqualTo("done");
            assertThat(client.client().publish(new byte[]{'a'}, new UnsafeBuffer(new byte[2 * 1024 * 1024]), 0, 2 *
                1024 * 1024)).isEqualTo(StandfastClient.TOO_LONG);

            second.awaitClosed();
            assertThat(second.events()).last().asString().endsWith(StanErrors.CLIENT_ID_ALREADY_REGISTERED);
            third.awaitClosed();
            assertThat(third.events()).last().asString().endsWith(StanErrors.INVALID_CLIENT_ID);
        }
    }

    @Test
    void shouldGiveTheClientIdToTheNextWhenItsSessionIsClosed()
    {
        try (TestNode node = launchAndRaise(OPEN))
        {
            final TestDoorClient first = new TestDoorClient(node, "ann").ready();
            first.subscribe(SubscribeOptions.channel("orders").durable("keep"));
            first.close();
            try (TestDoorClient second = new TestDoorClient(node, "ann").ready())
            {
                second.publish("orders", "one");
                second.subscribe(SubscribeOptions.channel("orders").durable("keep"));
                second.awaitTexts(1);
                assertThat(first.client().publish(new byte[]{'a'}, new UnsafeBuffer(new byte[1]), 0, 1)).isEqualTo(
                    StandfastClient.CLOSED);
            }
        }
    }

    @Test
    void shouldLetInWhoShowsThePasswordOnly()
    {
        try (TestNode node = launchAndRaise(new DoorAccess(null, "alice", "secret"));
            TestDoorClient alice = new TestDoorClient(node, TestDoorClient.context(node, "a", DoorCredentials.user(
                "alice", "secret"))).ready();
            TestDoorClient mallory = new TestDoorClient(node, TestDoorClient.context(node, "m", DoorCredentials.user(
                "alice", "guess")));
            TestDoorClient nobody = new TestDoorClient(node, "n"))
        {
            assertThat(alice.publish("orders", "one")).isEqualTo("stored");
            mallory.awaitClosed();
            nobody.awaitClosed();
        }
    }

    @Test
    void shouldLetInNobodyWhenTheDoorIsShut()
    {
        try (TestNode node = launch(null);
            TestDoorClient client = new TestDoorClient(node, "ann"))
        {
            node.raise(FeatureLevel.AERON_DOOR);
            client.awaitClosed();
        }
    }

    @Test
    void shouldLetInNobodyUntilAllMembersKnowTheDoor()
    {
        try (TestNode node = launch(OPEN);
            TestDoorClient client = new TestDoorClient(node, "ann"))
        {
            final long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            node.await("some time", () -> client.client().poll() >= 0 && System.nanoTime() - untilNs >= 0);
            assertThat(client.client().state()).isEqualTo(ClientState.CONNECTING);

            node.raise(FeatureLevel.AERON_DOOR);
            assertThat(client.ready().publish("orders", "one")).isEqualTo("stored");
        }
    }

    @Test
    void shouldServeOverUdpWhenAnEndpointIsGiven()
    {
        final int port = 17_321;
        try (TestNode node = launchAndRaise(new DoorAccess("localhost:" + port, null, "token"));
            TestDoorClient client = new TestDoorClient(node,
                new ClientContext().clientId("ann").endpoints("localhost:" +
                    port).credentials(DoorCredentials.token("token")))
                .ready())
        {
            final String large = "x".repeat(1024 * 1024);
            client.subscribe(SubscribeOptions.channel("orders"));
            assertThat(client.publish("orders", "one")).isEqualTo("stored");
            assertThat(client.publish("orders", large)).isEqualTo("stored");
            client.awaitTexts(2);
            assertThat(client.texts()).containsExactly("one", large);
        }
    }

    @Test
    void shouldDropTheSlowAndServeTheOthersWhenOneDoesNotTakeWhatItIsSent()
    {
        try (TestNode node = launchAndRaise(new DoorAccess(null, null, null, QUEUE)))
        {
            dropTheSlow(node, new ClientContext().aeronDirectory(node.node().aeronDirectory()));
        }
    }

    @Test
    void shouldDropTheSlowAndServeTheOthersWhenItIsFarAway()
    {
        final String endpoint = "localhost:17322";
        try (TestNode node = launchAndRaise(new DoorAccess(endpoint, null, null, QUEUE)))
        {
            dropTheSlow(node, new ClientContext().endpoints(endpoint));
        }
    }

    private static void dropTheSlow(final TestNode node, final ClientContext way)
    {
        final String text = "x".repeat(10_000);
        final int messages = 600;
        try (TestDoorClient slow = new TestDoorClient(node, way.clientId("slow").termLength(128 * 1024)
            .newLeaderTimeoutNs(NEW_LEADER_TIMEOUT_NS)).ready();
            TestDoorClient quick = new TestDoorClient(node, "quick").ready())
        {
            slow.acking(false);
            slow.subscribe(SubscribeOptions.channel("orders").durable("keep").maxInFlight(300));
            slow.subscribe(SubscribeOptions.channel("orders").maxInFlight(messages));
            quick.subscribe(SubscribeOptions.channel("orders"));
            for (int i = 0; i < messages; i++)
            {
                assertThat(quick.publish("orders", text)).isEqualTo("stored");
            }
            quick.awaitTexts(messages);
            assertThat(node.node().doorCounters().droppedClients()).isEqualTo(1);

            // It comes back by itself and finds its durable where it was.
            slow.texts().clear();
            slow.sequences().clear();
            slow.acking(true);
            slow.await("disconnected", "disconnected");
            slow.events().clear();
            slow.ready();
            slow.subscribe(SubscribeOptions.channel("orders").durable("keep").maxInFlight(300));
            node.await("the last message", () ->
            {
                slow.client().poll();
                return slow.sequences().contains((long) messages);
            });
            assertThat(slow.sequences().stream().distinct().sorted().toList()).containsExactlyElementsOf(LongStream
                .rangeClosed(1, messages).boxed().toList());
            assertThat(quick.client().state()).isEqualTo(ClientState.READY);
        }
    }
}
