package io.standfast.nats.gateway;

import static io.standfast.nats.gateway.GatewayFixture.MS;
import static io.standfast.nats.gateway.GatewayFixture.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.codecs.stan.MsgProtoDecoder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients of a listener that lose their connection with the leader, and come back to the next one.
 */
class HeldDeliveriesTest
{
    private static final String INBOX = "inbox";

    private final GatewayFixture gateway = new GatewayFixture().start();
    private long subscriptionId;

    @BeforeEach
    void subscribe()
    {
        gateway.lead().connect("me");
        gateway.link.listen(INBOX);
        gateway.sendSubscribe("me", "orders", INBOX, 20);
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.sendPublish("me", "orders", "g1", "b");
        gateway.run();
        assertThat(gateway.link.listen(INBOX)).hasSize(2);
        subscriptionId = gateway.engine.subscriptions.keySet().iterator().next();
    }

    @AfterEach
    void nothingUnexpectedHappened()
    {
        assertThat(gateway.errors).isEmpty();
    }

    /** Its node is gone, and another one opens its gates. */
    private void failOver()
    {
        gateway.link.deafen(INBOX);
        gateway.termId++;
        gateway.run();
        assertThat(gateway.link.published).noneMatch(message -> INBOX.equals(message.subject()) && count(message) > 0);
    }

    private List<String> comeBack()
    {
        gateway.link.listen(INBOX);
        gateway.run();
        return received();
    }

    /** Sequences, with how often they had been sent before. */
    private List<String> received()
    {
        return gateway.link.listen(INBOX).stream().map(message -> decode(message).sequence() + "/" + count(message))
            .toList();
    }

    private static int count(final InMemoryLink.Received message)
    {
        final MsgProtoDecoder decoder = decode(message);
        assertThat(decoder.redelivered()).isEqualTo(decoder.redeliveryCount() > 0);
        return decoder.redeliveryCount();
    }

    private static MsgProtoDecoder decode(final InMemoryLink.Received message)
    {
        final MsgProtoDecoder decoder = new MsgProtoDecoder();
        assertThat(decoder.wrap(new UnsafeBuffer(message.payload()), 0, message.payload().length)).isTrue();
        return decoder;
    }

    @Test
    void shouldSendPendingsOnceWhenTheClientIsBack()
    {
        failOver();
        gateway.step(3 * SECOND);

        assertThat(comeBack()).containsExactly("1/1", "2/1");
        gateway.step(SECOND);
        assertThat(received()).hasSize(2);
    }

    @Test
    void shouldSendAtOnceWhenTheClientHasStayed()
    {
        gateway.link.listen(INBOX).clear();
        gateway.termId++;
        gateway.run();

        assertThat(received()).containsExactly("1/1", "2/1");
    }

    @Test
    void shouldKeepTheOrderWhenMessagesComeMeanwhile()
    {
        failOver();
        gateway.sendPublish("me", "orders", "g2", "c");
        gateway.run();
        gateway.link.listen(INBOX);
        // Applied before the gateway looks who is back.
        gateway.sendPublish("me", "orders", "g3", "d");

        assertThat(comeBack()).containsExactly("1/1", "2/1", "3/0", "4/0");
    }

    @Test
    void shouldSendOnceWhatTheEngineHasSentAgainMeanwhile()
    {
        failOver();
        gateway.engine.deliver(subscriptionId, 1, 2);
        gateway.run();

        assertThat(comeBack()).containsExactly("2/1", "1/2");
    }

    @Test
    void shouldLetGoWhenTheAckWaitIsOver()
    {
        failOver();
        gateway.step(15 * SECOND);
        gateway.engine.deliver(subscriptionId, 2, 2);
        gateway.step(6 * SECOND);

        assertThat(comeBack()).as("the engine has given the other one to somebody else").containsExactly("2/2");
    }

    @Test
    void shouldWaitForNobodyWhenTheTermIsNotNew()
    {
        failOver();
        gateway.step(HeldDeliveries.WINDOW_NS + MS);
        gateway.engine.deliver(subscriptionId, 1, 2);
        gateway.run();

        assertThat(comeBack()).isEmpty();
        gateway.engine.deliver(subscriptionId, 1, 3);
        gateway.run();
        assertThat(received()).containsExactly("1/3");
    }

    @Test
    void shouldForgetWhatWasHeldWhenTheSubscriptionIsClosed()
    {
        failOver();
        gateway.sendUnsubscribe("subclose", "me", "orders", "_INBOX.21." + subscriptionId, "reply.me");
        gateway.run();

        assertThat(comeBack()).isEmpty();
    }

    @Test
    void shouldForgetWhatWasHeldWhenLeadershipGoes()
    {
        failOver();
        gateway.termId = GatewayContext.NULL_TERM_ID;
        gateway.run();

        assertThat(comeBack()).isEmpty();
    }

    /** Who stays away with any number of messages costs no more than this; the rest is sent again by the engine. */
    @Test
    void shouldHoldNoMoreThanItsLimit()
    {
        failOver();
        for (int i = 0; i < HeldDeliveries.LIMIT; i++)
        {
            gateway.engine.messages.add(new UnsafeBuffer(new byte[]{1}));
            gateway.engine.deliver(subscriptionId, gateway.engine.messages.size(), 0);
            gateway.agent.doWork();
        }

        final List<String> received = comeBack();

        assertThat(received).hasSize(HeldDeliveries.LIMIT).startsWith("1/1", "2/1", "3/0").endsWith(
            HeldDeliveries.LIMIT + "/0");
        gateway.engine.deliver(subscriptionId, 1, 5);
        gateway.run();
        assertThat(received()).last().isEqualTo("1/5");
    }
}
