package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.streaming.Message;
import io.nats.streaming.NatsStreaming;
import io.nats.streaming.Options;
import io.nats.streaming.StreamingConnection;
import io.nats.streaming.StreamingConnectionFactory;
import io.nats.streaming.SubscriptionOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rest of what java-nats-streaming 2.2.3 documents: options of connections and subscriptions, messages, failures.
 */
class StanJavaFeaturesIT
{
    /**
     * The client tells how long ago, and the server counts back from when it reads that: what the request takes on its
     * way moves the start, and a busy machine may take long.
     */
    private static final int REQUEST_MAX_MS = 500;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final Duration WAIT = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;
    private static SharedDeployments deployments;

    @BeforeAll
    static void start()
    {
        deployments = new SharedDeployments(directory);
    }

    @AfterAll
    static void stop()
    {
        deployments.close();
    }

    private static Options.Builder options(final Deployment.Way way)
    {
        return new Options.Builder().natsUrl(deployments.url(way)).connectWait(WAIT).pubAckWait(WAIT);
    }

    private static SubscriptionOptions.Builder all()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable();
    }

    @ParameterizedTest
    @EnumSource
    void shouldHandOverWhenTheLastMemberOfADurableGroupComesBackAsAnotherClient(final Deployment.Way way)
    {
        final SubscriptionOptions keep = all().durableName("keep").manualAcks().build();
        final String url = deployments.url(way);
        try (StanClient first = StanClient.connect(url, "shift-1"))
        {
            IntStream.rangeClosed(1, 3).forEach(i -> first.publish("shift", "m" + i));
            final StanInbox inbox = first.subscribe("shift", "crew", keep).awaitCount(3);
            inbox.ack(0);
            inbox.close();
        }

        try (StanClient second = StanClient.connect(url, "shift-2"))
        {
            final StanInbox inbox = second.subscribe("shift", "crew", keep).awaitCount(2);
            assertThat(inbox.sequences()).containsExactly(2L, 3L);
            assertThat(inbox.messages()).allMatch(Message::isRedelivered);
            inbox.unsubscribe();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeginAtATimeWhenAskedFor(final Deployment.Way way)
    {
        try (StanClient client = StanClient.connect(deployments.url(way), "clock"))
        {
            client.publish("clock", "before");
            final Instant middle = Instant.ofEpochSecond(0, client.subscribe("clock", all().build()).awaitCount(1)
                .message(0).getTimestamp()).plusMillis(REQUEST_MAX_MS);
            Await.until("more than the request takes", () -> Instant.now().isAfter(middle.plusMillis(REQUEST_MAX_MS)));
            client.publish("clock", "after");

            final StanInbox inbox = client.subscribe("clock", new SubscriptionOptions.Builder().startAtTime(middle)
                .build());

            assertThat(inbox.awaitCount(1).texts()).containsExactly("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTheMessageAsItWasPublished(final Deployment.Way way)
    {
        final byte[] large = new byte[700_000];
        IntStream.range(0, large.length).forEach(i -> large[i] = (byte) (i * 31));
        final long beforeNs = System.currentTimeMillis() * 1_000_000;
        try (StanClient client = StanClient.connect(deployments.url(way), "fields"))
        {
            client.publish("fields.of.a-message", large);
            client.publish("fields.of.a-message", new byte[0]);
            final StanInbox inbox = client.subscribe("fields.of.a-message", all().build()).awaitCount(2);

            final Message message = inbox.message(0);
            assertThat(message.getData()).isEqualTo(large);
            assertThat(message.getSubject()).isEqualTo("fields.of.a-message");
            assertThat(message.getSequence()).isEqualTo(1);
            assertThat(message.getTimestamp()).isBetween(beforeNs, beforeNs + Duration.ofMinutes(1).toNanos());
            assertThat(message.isRedelivered()).isFalse();
            assertThat(message.getReplyTo()).isEmpty();
            assertThat(inbox.message(1).getData()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldShareOneNatsConnectionWhenSeveralClientsUseIt(final Deployment.Way way) throws Exception
    {
        final Connection nats = Nats.connect(deployments.url(way));
        final Options shared = new Options.Builder().natsConn(nats).connectWait(WAIT).build();
        try (StanClient one = StanClient.connect(shared, "shared-1");
            StanClient two = StanClient.connect(shared, "shared-2"))
        {
            final StanInbox inbox = one.subscribe("shared", all().build());
            two.publish("shared", HELLO);

            assertThat(inbox.awaitCount(1).texts()).containsExactly("hello");
            assertThat(two.stan().getNatsConnection()).isSameAs(nats);
        }
        assertThat(nats.getStatus()).as("not the clients' to close").isEqualTo(Connection.Status.CONNECTED);
        nats.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldWaitForAcknowledgementsWhenTooManyAreOutstanding(final Deployment.Way way)
    {
        final AtomicInteger acks = new AtomicInteger();
        try (StanClient client = StanClient.connect(options(way).maxPubAcksInFlight(2).build(), "paced"))
        {
            for (int i = 0; i < 200; i++)
            {
                client.publish("paced", "hello", (guid, ex) -> acks.incrementAndGet());
                assertThat(acks.get()).isGreaterThanOrEqualTo(i - 2);
            }
            Await.until("200 acknowledgements", () -> acks.get() == 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTheClientThatItsPlaceIsTakenWhenItPings(final Deployment.Way way) throws Exception
    {
        final Queue<String> lost = new ConcurrentLinkedQueue<>();
        final Options options = options(way).pingInterval(Duration.ofSeconds(1)).maxPingsOut(3)
            .connectionLostHandler((connection, ex) -> lost.add(ex.getMessage())).build();
        final StanClient client = StanClient.connect(options, "robbed");

        // Anybody may close anybody (STAN-SPEC 1.11): one byte of tag, one of length, the id.
        final Connection nats = Nats.connect(deployments.url(way));
        nats.request("_STAN.close.test-cluster", "\n\006robbed".getBytes(StandardCharsets.US_ASCII), WAIT);
        nats.close();

        Await.until("the connection is lost", () -> !lost.isEmpty());
        assertThat(lost).containsExactly("client has been replaced or is no longer registered");
        assertThatThrownBy(() -> client.publish("robbed", HELLO)).hasMessageContaining("stan: connection closed");
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayThatNobodyAnswersWhenTheClusterIdIsWrong(final Deployment.Way way)
    {
        final Options options = options(way).connectWait(Duration.ofMillis(300)).build();

        assertThatThrownBy(() -> NatsStreaming.connect("another-cluster", "lost", options)).hasMessageContaining(
            "stan: connect request timeout");
    }

    @ParameterizedTest
    @EnumSource
    void shouldUseTheFactoryAndADispatcherOfItsOwn(final Deployment.Way way) throws Exception
    {
        final StreamingConnectionFactory factory = new StreamingConnectionFactory(new Options.Builder(options(way)
            .build()).clusterId(StanClient.CLUSTER).clientId("factory").build());
        final StanInbox inbox = new StanInbox();
        final StreamingConnection client = factory.createConnection();
        client.publish("factory", HELLO);
        client.subscribe("factory", inbox, all().dispatcher("own").subscriptionTimeout(WAIT).build());

        assertThat(inbox.awaitCount(1).texts()).containsExactly("hello");
        client.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWithTheOriginalsTexts(final Deployment.Way way)
    {
        try (StanClient client = StanClient.connect(deployments.url(way), "refused"))
        {
            client.subscribe("refused", all().durableName("one").build());

            assertThatThrownBy(() -> client.subscribe("refused", all().durableName("one").build()))
                .hasMessageContaining("stan: duplicate durable registration");
            assertThatThrownBy(() -> client.subscribe("refused", "crew", all().durableName("a:b").build()))
                .hasMessageContaining("stan: durable name of a durable queue subscriber can't contain the character " +
                    "':'");
            assertThatThrownBy(() -> client.publish("Refused", "in another case")).hasMessageContaining(
                "rejecting channel \"Refused\" because channel \"refused\" alreay exists (different cases not " +
                    "allowed)");
        }
    }
}
