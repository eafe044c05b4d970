package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.streaming.SubscriptionOptions;
import io.standfast.codecs.stan.AckEncoder;
import io.standfast.codecs.stan.CloseRequestEncoder;
import io.standfast.codecs.stan.ConnectRequestEncoder;
import io.standfast.codecs.stan.PingEncoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.codecs.stan.UnsubscribeRequestEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streaming requests with random fields, many of them broken on their way, through the whole server: an honest client
 * is served throughout, the server goes on, and a start over the log that they have left brings back what it has taken.
 */
class HostileRequestsIT
{
    private static final int REQUESTS = Integer.getInteger("standfast.hostile.requests", 20_000);
    private static final int ROUND = 500;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final String[] TEXTS = {"", "a", "a", "orders", "orders", "foo.*", ">", "a..b", "a b",
        "x\r\nPING\r\n",
        "Grüße", "\u0000", "a😀b", "../../etc", "_STAN.pub.test-cluster.a", "l".repeat(300), "_INBOX.hostile",
        "_INBOX.x"};
    private static final int[] NUMBERS = {0, 0, 1, 1, 2, 30, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final SubscriptionOptions ALL = new SubscriptionOptions.Builder().deliverAllAvailable().maxInFlight(
        10_000).build();

    @TempDir
    private Path directory;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private Random random;

    @Test
    void shouldServeHonestClientsWhenOthersSendAnything() throws Exception
    {
        final long seed = Long.getLong("standfast.seed", System.nanoTime());
        System.out.println("HostileRequestsIT seed " + seed + " (repeat with -Dstandfast.seed=" + seed + ")");
        random = new Random(seed);
        final String data = directory.resolve("data").toString();
        try (ServerProcess server = ServerProcess.start(directory, "-dir", data, "-p", "-1");
            StanClient honest = StanClient.connect(server.url(), "honest"))
        {
            final Connection hostile = Nats.connect(server.url());
            final StanInbox inbox = honest.subscribe("honest", ALL);
            for (int i = 1; i <= REQUESTS; i++)
            {
                request(hostile);
                if (i % ROUND == 0)
                {
                    hostile.flush(WAIT);
                    honest.publish("honest", "m" + i / ROUND);
                    inbox.awaitCount(i / ROUND);
                }
            }
            hostile.close();
            assertThat(server.process().output()).doesNotContain("Exception");
        }

        try (ServerProcess server = ServerProcess.start(directory, "-dir", data, "-p", "-1");
            StanClient honest = StanClient.connect(server.url(), "reader"))
        {
            final StanInbox inbox = honest.subscribe("honest", ALL).awaitCount(REQUESTS / ROUND);
            assertThat(inbox.text(0)).isEqualTo("m1");
            assertThat(inbox.sequences()).hasSize(REQUESTS / ROUND);
        }
    }

    private void request(final Connection hostile)
    {
        switch (random.nextInt(8))
        {
            case 0 -> send(hostile, "_STAN.discover.test-cluster", new ConnectRequestEncoder().wrap(buffer, 0).clientId(
                text()).heartbeatInbox(text()).protocol(number()).connId(bytes()).pingInterval(number()).pingMaxOut(
                    number())
                .encodedLength());
            case 1 -> send(hostile, "_STAN.discover.test-cluster.pings", new PingEncoder().wrap(buffer, 0).connId(
                bytes()).encodedLength());
            case 2 -> send(hostile, "_STAN.sub.test-cluster", new SubscriptionRequestEncoder().wrap(buffer, 0).clientId(
                text()).subject(text()).qGroup(text()).inbox(text()).maxInFlight(number()).ackWaitInSecs(number())
                .durableName(text()).startPosition(number()).startSequence(number()).startTimeDelta(number())
                .encodedLength());
            case 3 -> send(hostile, "_STAN.unsub.test-cluster", unsubscribe());
            case 4 -> send(hostile, "_STAN.subclose.test-cluster", unsubscribe());
            case 5 -> send(hostile, "_STAN.close.test-cluster", new CloseRequestEncoder().wrap(buffer, 0).clientId(
                text()).encodedLength());
            case 6 -> send(hostile, "_INBOX.hostile", new AckEncoder().wrap(buffer, 0).subject(text()).sequence(
                number()).encodedLength());
            default -> send(hostile, "_STAN.pub.test-cluster.a", new PubMsgEncoder().wrap(buffer, 0).clientId(text())
                .guid(text()).subject(text()).data(text()).connId(bytes()).encodedLength());
        }
    }

    private int unsubscribe()
    {
        return new UnsubscribeRequestEncoder().wrap(buffer, 0).clientId(text()).subject(text()).inbox(text())
            .durableName(text()).encodedLength();
    }

    private void send(final Connection hostile, final String subject, final int length)
    {
        byte[] payload = new byte[length];
        buffer.getBytes(0, payload);
        for (int i = random.nextInt(3); i > 0 && payload.length > 0; i--)
        {
            final int at = random.nextInt(payload.length);
            switch (random.nextInt(4))
            {
                case 0 -> payload[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> payload[at] = (byte) random.nextInt();
                case 2 -> payload = Arrays.copyOf(payload, at);
                default -> payload = Arrays.copyOf(payload, payload.length + 1);
            }
        }
        hostile.publish(subject, random.nextInt(8) == 0 ? null : "_INBOX.reply", payload);
    }

    private String text()
    {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private byte[] bytes()
    {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    private int number()
    {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }
}
