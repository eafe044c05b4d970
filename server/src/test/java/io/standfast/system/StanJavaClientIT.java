package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.streaming.SubscriptionOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The old Java client, java-nats-streaming 2.2.3, unchanged. Each test has channels and clients of its own.
 */
class StanJavaClientIT
{
    private static final Duration QUIET = Duration.ofMillis(300);

    @TempDir
    private static Path directory;
    private static SharedDeployments deployments;

    @BeforeAll
    static void start()
    {
        deployments = new SharedDeployments(directory);
    }

    private static String url(final Deployment.Way way)
    {
        return deployments.url(way);
    }

    @AfterAll
    static void stop()
    {
        deployments.close();
    }

    private static SubscriptionOptions.Builder all()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable();
    }

    private static void publish(final StanClient client, final String channel, final int from, final int to)
    {
        IntStream.rangeClosed(from, to).forEach(i -> client.publish(channel, "m" + i));
    }

    private static List<String> texts(final int from, final int to)
    {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
    }

    private static List<Long> sequences(final long from, final long to)
    {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource
    void shouldDeliverInOrderWhenSubscribedBeforeAndAfterPublishing(final Deployment.Way way)
    {
        try (StanClient client = StanClient.connect(url(way), "order"))
        {
            final StanInbox before = client.subscribe("order", all().build());
            publish(client, "order", 1, 50);
            final StanInbox after = client.subscribe("order", all().build());

            assertThat(before.awaitCount(50).texts()).isEqualTo(texts(1, 50));
            assertThat(after.awaitCount(50).texts()).isEqualTo(texts(1, 50));
            assertThat(after.sequences()).isEqualTo(sequences(1, 50));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAcknowledgeEachOnceWhenPublishedWithoutWaiting(final Deployment.Way way)
    {
        final int count = 2_000;
        final ConcurrentLinkedQueue<String> acks = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<Exception> refusals = new ConcurrentLinkedQueue<>();
        try (StanClient client = StanClient.connect(url(way), "async"))
        {
            for (int i = 1; i <= count; i++)
            {
                client.publish("async", "m" + i, (guid, ex) ->
                {
                    if (ex != null)
                    {
                        refusals.add(ex);
                    }
                    acks.add(guid);
                });
            }
            Await.until(count + " acknowledgements", () -> acks.size() >= count);

            assertThat(refusals).isEmpty();
            assertThat(acks).doesNotHaveDuplicates().hasSize(count);
            final StanInbox inbox = client.subscribe("async", all().maxInFlight(count).build());
            assertThat(inbox.awaitCount(count).texts()).isEqualTo(texts(1, count));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeginWhereAskedWhenSubscribingAtPosition(final Deployment.Way way)
    {
        try (StanClient client = StanClient.connect(url(way), "positions"))
        {
            publish(client, "positions", 1, 5);

            final StanInbox atSequence = client.subscribe("positions",
                new SubscriptionOptions.Builder().startAtSequence(3).build());
            final StanInbox atLast = client.subscribe("positions",
                new SubscriptionOptions.Builder().startWithLastReceived().build());
            final StanInbox atTime = client.subscribe("positions",
                new SubscriptionOptions.Builder().startAtTimeDelta(Duration.ofHours(1)).build());
            final StanInbox newOnly = client.subscribe("positions", new SubscriptionOptions.Builder().build());
            publish(client, "positions", 6, 6);

            assertThat(atSequence.awaitCount(4).sequences()).isEqualTo(sequences(3, 6));
            assertThat(atLast.awaitCount(2).sequences()).isEqualTo(sequences(5, 6));
            assertThat(atTime.awaitCount(6).sequences()).isEqualTo(sequences(1, 6));
            assertThat(newOnly.awaitCount(1).sequences()).isEqualTo(sequences(6, 6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldResumeAfterLastAcknowledgedWhenDurableComesBack(final Deployment.Way way)
    {
        final SubscriptionOptions options = all().durableName("keeper").manualAcks().build();
        try (StanClient client = StanClient.connect(url(way), "durable"))
        {
            publish(client, "durable", 1, 5);
            final StanInbox inbox = client.subscribe("durable", options).awaitCount(5);
            IntStream.range(0, 3).forEach(inbox::ack);
            inbox.close();
            publish(client, "durable", 6, 7);
        }

        try (StanClient client = StanClient.connect(url(way), "durable"))
        {
            final StanInbox inbox = client.subscribe("durable", options).awaitCount(4);

            assertThat(inbox.sequences()).containsExactly(4L, 5L, 6L, 7L);
            assertThat(inbox.message(0).isRedelivered()).isTrue();
            assertThat(inbox.message(2).isRedelivered()).isFalse();
            inbox.unsubscribe();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStartAnewWhenDurableWasUnsubscribed(final Deployment.Way way)
    {
        final SubscriptionOptions options = all().durableName("gone").build();
        try (StanClient client = StanClient.connect(url(way), "undurable"))
        {
            publish(client, "undurable", 1, 3);
            client.subscribe("undurable", options).awaitCount(3).unsubscribe();

            final StanInbox inbox = client.subscribe("undurable", options).awaitCount(3);

            assertThat(inbox.sequences()).isEqualTo(sequences(1, 3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveEachMessageToOneMemberWhenQueueGroup(final Deployment.Way way)
    {
        try (StanClient one = StanClient.connect(url(way), "member-1");
            StanClient two = StanClient.connect(url(way), "member-2"))
        {
            final StanInbox first = one.subscribe("work", "crew", all().maxInFlight(1).build());
            final StanInbox second = two.subscribe("work", "crew", all().maxInFlight(1).build());
            publish(one, "work", 1, 100);

            Await.until("100 messages", () -> first.messages().size() + second.messages().size() >= 100);

            assertThat(Stream.concat(first.sequences().stream(), second.sequences().stream()))
                .containsExactlyInAnyOrderElementsOf(sequences(1, 100));
            assertThat(first.sequences()).isNotEmpty().isSorted();
            assertThat(second.sequences()).isNotEmpty().isSorted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDeliverAgainWhenNotAcknowledgedInTime(final Deployment.Way way)
    {
        try (StanClient client = StanClient.connect(url(way), "late"))
        {
            publish(client, "late", 1, 2);
            final StanInbox inbox = client.subscribe("late",
                all().manualAcks().ackWait(Duration.ofSeconds(1)).build()).awaitCount(2);
            inbox.ack(0);

            inbox.awaitCount(3);

            assertThat(inbox.sequences()).startsWith(1L, 2L, 2L);
            assertThat(inbox.message(1).isRedelivered()).isFalse();
            assertThat(inbox.message(2).isRedelivered()).isTrue();
            assertThat(inbox.sequences()).as("acknowledged, so never again").containsOnlyOnce(1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldBackWhenMaxInFlightIsReached(final Deployment.Way way)
    {
        try (StanClient client = StanClient.connect(url(way), "window"))
        {
            publish(client, "window", 1, 5);
            final StanInbox inbox = client.subscribe("window", all().manualAcks().maxInFlight(2).build())
                .awaitCount(2);

            assertThat(Await.isTrueWithin(QUIET, () -> inbox.messages().size() > 2)).isFalse();
            inbox.ack(0);
            inbox.awaitCount(3);
            assertThat(inbox.sequences()).isEqualTo(sequences(1, 3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseClientIdWhenItsOwnerIsAlive(final Deployment.Way way)
    {
        final String url = url(way);
        try (StanClient owner = StanClient.connect(url, "taken"))
        {
            assertThatThrownBy(() -> StanClient.connect(url, "taken")).hasMessageContaining(
                "stan: clientID already registered");

            owner.publish("taken", "the owner goes on");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReplaceClientWhenItsOwnerIsGone(final Deployment.Way way)
    {
        final String url = url(way);
        StanClient.connect(url, "crashed").abandon();

        try (StanClient successor = StanClient.connect(url, "crashed"))
        {
            successor.publish("crashed", "the successor goes on");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseSubscriptionWhenChannelNameHasWildcard(final Deployment.Way way)
    {
        try (StanClient client = StanClient.connect(url(way), "wild"))
        {
            assertThatThrownBy(() -> client.subscribe("wild.*", all().build())).hasMessageContaining(
                "stan: invalid subject");
        }
    }
}
