package io.standfast.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The listener is a NATS server for clients that know nothing of streaming: jnats and npm nats.
 */
class PlainNatsIT
{
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final int LARGE = 1024 * 1024;

    // Static: the server that the tests share works in it, so it must outlive each of them.
    @TempDir
    private static Path directory;
    private static ServerProcess server;
    private Connection one;
    private Connection two;

    @BeforeAll
    static void start()
    {
        server = ServerProcess.start(directory, "-p", "-1");
    }

    @AfterAll
    static void stop()
    {
        server.close();
    }

    @BeforeEach
    void connect() throws Exception
    {
        one = Nats.connect(server.url());
        two = Nats.connect(server.url());
    }

    @AfterEach
    void disconnect() throws Exception
    {
        one.close();
        two.close();
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(final Message message)
    {
        return message == null ? null : new String(message.getData(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldDeliverWhenSubjectMatchesWildcard() throws Exception
    {
        final Subscription star = two.subscribe("shop.*.sold");
        final Subscription tail = two.subscribe("shop.>");
        two.flush(WAIT);

        one.publish("shop.pear.sold", bytes("3"));
        one.publish("shop.pear.bought.back", bytes("1"));

        assertThat(text(star.nextMessage(WAIT))).isEqualTo("3");
        assertThat(text(tail.nextMessage(WAIT))).isEqualTo("3");
        assertThat(text(tail.nextMessage(WAIT))).isEqualTo("1");
        assertThat(star.nextMessage(QUIET)).isNull();
    }

    @Test
    void shouldDeliverToOneMemberWhenQueueGroup() throws Exception
    {
        final Subscription first = one.subscribe("jobs", "crew");
        final Subscription second = two.subscribe("jobs", "crew");
        one.flush(WAIT);
        two.flush(WAIT);

        for (int i = 0; i < 100; i++)
        {
            one.publish("jobs", bytes("job"));
        }
        one.flush(WAIT);

        Await.until("100 jobs", () -> first.getPendingMessageCount() + second.getPendingMessageCount() >= 100);
        assertThat(Await.isTrueWithin(QUIET, () -> first.getPendingMessageCount() +
            second.getPendingMessageCount() > 100)).isFalse();
    }

    @Test
    void shouldAnswerWhenRequestHasResponder() throws Exception
    {
        final Dispatcher dispatcher = two.createDispatcher(message -> two.publish(message.getReplyTo(),
            bytes("re: " + text(message))));
        dispatcher.subscribe("ask");
        two.flush(WAIT);

        assertThat(text(one.request("ask", bytes("how much"), WAIT))).isEqualTo("re: how much");
    }

    @Test
    void shouldSayNoRespondersWhenNobodyListens()
    {
        final long beginNs = System.nanoTime();

        assertThatThrownBy(() -> one.request("nobody", bytes("hello")).get()).isInstanceOfAny(
            CancellationException.class, ExecutionException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - beginNs)).isLessThan(WAIT);
    }

    @Test
    void shouldDeliverNoMoreWhenUnsubscribedAfterCount() throws Exception
    {
        final Subscription subscription = two.subscribe("few");
        subscription.unsubscribe(2);
        two.flush(WAIT);

        for (int i = 1; i <= 3; i++)
        {
            one.publish("few", bytes("m" + i));
        }

        assertThat(text(subscription.nextMessage(WAIT))).isEqualTo("m1");
        assertThat(text(subscription.nextMessage(WAIT))).isEqualTo("m2");
        assertThat(subscription.isActive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70_000, LARGE})
    void shouldDeliverUnchangedWhenPayloadHasThisLength(final int length) throws Exception
    {
        final byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'x');
        final Subscription subscription = two.subscribe("sizes." + length);
        two.flush(WAIT);

        one.publish("sizes." + length, payload);

        assertThat(subscription.nextMessage(WAIT).getData()).isEqualTo(payload);
    }

    @Test
    void shouldLetInOnlyWhoKnowsThePasswordWhenOneIsSet() throws Exception
    {
        try (ServerProcess guarded = ServerProcess.start(directory.resolve("guarded"), "-p", "-1", "-user", "ivy",
            "-pass", "s3cret"))
        {
            final Options.Builder wrong = new Options.Builder().server(guarded.url()).userInfo("ivy", "guess");
            final Options.Builder right = new Options.Builder().server(guarded.url()).userInfo("ivy", "s3cret");

            assertThatThrownBy(() -> Nats.connect(wrong.noReconnect().build())).hasMessageContaining(
                "Authorization Violation");
            final Connection connection = Nats.connect(right.build());
            connection.flush(WAIT);
            connection.close();
            assertThat(guarded.process().output()).doesNotContain("s3cret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pubsub", "wildcard", "queue", "request", "noresponders", "max"})
    void shouldSucceedWhenNodeScriptIsRun(final String scenario)
    {
        assumeTrue(NodeScript.isAvailable(), "node or its clients are missing: run bin/verify");

        NodeScript.run(directory.resolve("node-" + scenario), "plain.js", server.url(), scenario);
    }
}
