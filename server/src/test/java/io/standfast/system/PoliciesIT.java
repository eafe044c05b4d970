package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.streaming.Message;
import io.nats.streaming.SubscriptionOptions;
import io.standfast.codecs.stan.PubAckDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the server does of its own accord, met by a real client (docs/policies.md).
 */
class PoliciesIT
{
    private static final int MESSAGES = 1_500;
    private static final int IN_FLIGHT = 4_000;
    private static final String CONFIGURATION = """
        streaming {
            store: file
            dir: "%s"
            store_limits { channels {
                "orders.>" { max_deliveries: 2, dead_letter: "dead.orders" }
                "brief.>" { max_durable_idle: "1s" }
                "once.>" { dedup_window: "1m" }
            } }
        }
        """;

    @TempDir
    private Path directory;
    private final long seed = Long.getLong("standfast.seed", System.nanoTime());
    private ServerProcess server;

    @AfterEach
    void stop()
    {
        server.close();
    }

    @Test
    void shouldMoveEveryDeadLetterOnceWhenKilledMeanwhile() throws IOException
    {
        System.out.println("PoliciesIT seed " + seed + " (repeat with -Dstandfast.seed=" + seed + ")");
        final String port = Integer.toString(ChildProcess.freePort());
        start("one", port);
        final String padding = "x".repeat(8_000);
        final StanClient first = StanClient.connect(server.url(), "worker");
        final StanInbox inbox = first.subscribe("orders.new", worker());
        IntStream.range(0, MESSAGES).forEach(i -> first.publish("orders.new", i + padding, (guid, ex) ->
        {
        }));
        // The second delivery, of two.
        inbox.awaitCount(MESSAGES + MESSAGES / 2);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500 + new Random(seed).nextInt(900)));
        server.kill9();
        first.abandon();

        start("two", port);
        try (StanClient client = StanClient.connect(server.url(), "worker"))
        {
            client.subscribe("orders.new", worker());
            final StanInbox dead = client.subscribe("dead.orders", new SubscriptionOptions.Builder()
                .deliverAllAvailable().maxInFlight(IN_FLIGHT).build());
            Await.until("all dead letters; seed " + seed, () -> dead.messages().size() >= MESSAGES);
            client.publish("dead.orders", "the end");
            Await.until("the end; seed " + seed, () -> dead.text(dead.messages().size() - 1).equals("the end"));

            assertThat(dead.sequences()).as("seed %d", seed).isEqualTo(LongStream.rangeClosed(1, MESSAGES + 1L).boxed()
                .toList());
            final List<Message> letters = dead.messages().subList(0, MESSAGES);
            assertThat(new HashSet<>(letters.stream().map(Message::getReplyTo).toList())).as("each once; seed %d", seed)
                .hasSize(MESSAGES);
            assertThat(letters).as("seed %d", seed).allSatisfy(letter ->
            {
                final String reply = letter.getReplyTo();
                assertThat(reply).matches("orders\\.new\\.\\d+\\?deliveries=2&client=worker&durable=keep");
                final int sequence = Integer.parseInt(reply.substring("orders.new.".length(), reply.indexOf('?')));
                assertThat(new String(letter.getData(), StandardCharsets.UTF_8)).isEqualTo(sequence - 1 + padding);
            });
        }
    }

    @Test
    void shouldRemoveDurableThatNobodyUses() throws IOException
    {
        start("one", "-1");
        final SubscriptionOptions durable = new SubscriptionOptions.Builder().deliverAllAvailable().durableName("keep")
            .build();
        try (StanClient client = StanClient.connect(server.url(), "me"))
        {
            client.publish("brief.news", "old");
            final StanInbox before = client.subscribe("brief.news", durable).awaitCount(1);
            before.close();
            server.process()
                .awaitOutput("Removed durable \"keep\" of client \"me\" on channel \"brief.news\": it had no " +
                    "client for 1 s (max_durable_idle)");

            assertThat(client.subscribe("brief.news", durable).awaitCount(1).sequences()).as("it begins anew")
                .containsExactly(1L);
        }
    }

    @Test
    void shouldStorePublishOnceThatComesTwice() throws IOException, InterruptedException
    {
        start("one", "-1");
        final Connection nats = Nats.connect(server.url());
        try (StanClient client = StanClient.connect(server.url(), "me"))
        {
            final StanInbox inbox = client.subscribe("once.only", new SubscriptionOptions.Builder()
                .deliverAllAvailable().build());

            assertThat(publish(nats, "g1", "one")).isEqualTo("g1 ");
            assertThat(publish(nats, "g1", "one, sent again")).isEqualTo("g1 ");
            assertThat(publish(nats, "g2", "two")).isEqualTo("g2 ");

            assertThat(inbox.awaitCount(2).texts()).containsExactly("one", "two");
        }
        finally
        {
            nats.close();
        }
    }

    /** Guid and error of the acknowledgement. */
    private static String publish(final Connection nats, final String guid, final String text)
        throws InterruptedException
    {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final byte[] message = new byte[new PubMsgEncoder().wrap(buffer, 0).clientId("me").guid(guid).subject(
            "once.only").data(text).encodedLength()];
        buffer.getBytes(0, message);
        final io.nats.client.Message answer = nats.request("_STAN.pub.test-cluster.once.only", message, Duration
            .ofSeconds(5));
        final PubAckDecoder ack = new PubAckDecoder();
        assertThat(ack.wrap(new UnsafeBuffer(answer.getData()), 0, answer.getData().length)).isTrue();
        return ack.buffer().getStringWithoutLengthUtf8(ack.guidOffset(), ack.guidLength()) + " " + ack.buffer()
            .getStringWithoutLengthUtf8(ack.errorOffset(), ack.errorLength());
    }

    private void start(final String run, final String port) throws IOException
    {
        final Path file = Files.writeString(directory.resolve("policies.conf"), CONFIGURATION.formatted(directory
            .resolve("data")));
        server = ServerProcess.start(Files.createDirectories(directory.resolve(run)), "-sc", file.toString(), "-p",
            port);
    }

    private static SubscriptionOptions worker()
    {
        return new SubscriptionOptions.Builder().deliverAllAvailable().durableName("keep").manualAcks().ackWait(Duration
            .ofSeconds(1)).maxInFlight(IN_FLIGHT).build();
    }
}
