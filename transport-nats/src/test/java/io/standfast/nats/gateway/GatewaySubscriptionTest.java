package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.codecs.stan.MsgProtoDecoder;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.codecs.stan.SubscriptionResponseDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Subscriptions, deliveries and acks.
 */
class GatewaySubscriptionTest
{
    private final GatewayFixture gateway = new GatewayFixture().start().lead().connect("me");
    private final List<InMemoryLink.Received> replies = gateway.replies("me");
    private final List<InMemoryLink.Received> inbox = gateway.link.listen("inbox");

    @AfterEach
    void nothingUnexpectedHappened()
    {
        assertThat(gateway.errors).isEmpty();
    }

    @Test
    void shouldRespondBeforeFirstMessageWhenSubscribed()
    {
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.sendPublish("me", "orders", "g1", "b");
        gateway.run();
        gateway.link.published.clear();
        gateway.sendSubscribe("me", "orders", "inbox");
        gateway.run();

        assertThat(gateway.link.published).extracting(InMemoryLink.Received::subject).containsExactly("reply.me",
            "inbox", "inbox");
        assertThat(response(0).error()).isEmpty();
        assertThat(response(0).ackInbox()).isEqualTo("_INBOX.21.2");
        assertThat(gateway.link.subjects).contains("_INBOX.21.*");
    }

    @Test
    void shouldDeliverWhatStoreHolds()
    {
        gateway.sendPublish("me", "orders", "g0", "hello");
        gateway.sendSubscribe("me", "orders", "inbox");
        gateway.run();
        gateway.engine.deliver(2, 1, 3);
        gateway.engine.deliver(2, 99, 0);
        gateway.engine.deliver(77, 1, 0);
        gateway.run();

        assertThat(inbox).hasSize(2);
        final MsgProtoDecoder first = message(0);
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.subject()).isEqualTo("orders");
        assertThat(new String(first.data(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(first.timestamp()).isEqualTo(1_001);
        assertThat(first.redelivered()).isFalse();
        final MsgProtoDecoder again = message(1);
        assertThat(again.redelivered()).isTrue();
        assertThat(again.redeliveryCount()).isEqualTo(3);
        assertThat(gateway.counters.unreadable().get()).isEqualTo(1);
    }

    @Test
    void shouldPassAcksOfKnownSubscriptionsOnly()
    {
        gateway.sendSubscribe("me", "orders", "inbox");
        gateway.run();
        final String ackInbox = response(0).ackInbox();
        gateway.engine.log.clear();
        gateway.sendAck(ackInbox, "orders", 5);
        gateway.sendAck(ackInbox, "orders", 6);
        gateway.sendAck(ackInbox, "bills", 7);
        gateway.sendAck("_INBOX.21.99", "orders", 8);
        gateway.sendAck("_INBOX.21.x", "orders", 9);
        gateway.sendUnsubscribe("unsub", "me", "orders", ackInbox, "reply.me");
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("ack 2 5", "ack 2 6",
            "close subscription 2 UNSUBSCRIBE _INBOX.21.2");
        assertThat(replies.get(1).payload()).isEmpty();
        assertThat(gateway.counters.ignoredAcks().get()).isEqualTo(2);
    }

    @Test
    void shouldCloseByInboxOfMessagesAndSayNothingWhenNobodyWaits()
    {
        gateway.sendSubscribe("me", "orders", "inbox");
        gateway.run();
        gateway.link.published.clear();
        gateway.sendUnsubscribe("subclose", "me", "orders", "inbox", "");
        gateway.run();

        assertThat(gateway.engine.log).last().isEqualTo("close subscription 0 CLOSE inbox");
        assertThat(gateway.engine.subscriptions).isEmpty();
        assertThat(gateway.link.published).isEmpty();
    }

    @Test
    void shouldRefuseUnsubscribeWhenInvalid()
    {
        gateway.sendRaw("_STAN.unsub.test-cluster", "reply.me", new byte[]{(byte) 0xff});
        gateway.sendUnsubscribe("unsub", "me", "orders", "_INBOX.21.55", "reply.me");
        gateway.run();

        assertThat(response(0).error()).isEqualTo(StanErrors.INVALID_UNSUBSCRIBE_REQUEST);
        assertThat(response(1).error()).isEqualTo(StanErrors.INVALID_SUBSCRIPTION);
    }

    @Test
    void shouldRefuseSubscriptionsInOrderOfOriginalsChecks()
    {
        gateway.sendRaw("_STAN.sub.test-cluster", "reply.me", new byte[]{(byte) 0xff});
        subscribe("", 0, 0, 9, "a..b", "");
        subscribe("me", 0, 0, 9, "a..b", "");
        subscribe("me", 1, 0, 9, "a..b", "");
        subscribe("me", 1, 1, 9, "a..b", "");
        subscribe("me", 1, 1, 4, "a..b", "");
        subscribe("me", 1, 1, 4, "orders", "bad inbox");
        subscribe("stranger", 1, 1, 4, "orders", "inbox");
        gateway.run();

        assertThat(replies.stream().map(this::decode).map(SubscriptionResponseDecoder::error)).containsExactly(
            StanErrors.INVALID_SUBSCRIPTION_REQUEST, StanErrors.CLIENT_ID_MISSING, StanErrors.INVALID_ACK_WAIT,
            StanErrors.INVALID_MAX_IN_FLIGHT, StanErrors.INVALID_START_POSITION, StanErrors.INVALID_SUBJECT,
            StanErrors.INVALID_SUBSCRIPTION_REQUEST, StanErrors.UNKNOWN_CLIENT_ID);
    }

    private void subscribe(final String id, final int ackWait, final int maxInFlight, final int start,
        final String channel, final String subInbox)
    {
        final byte[] bytes = new byte[256];
        final int length = new SubscriptionRequestEncoder().wrap(new UnsafeBuffer(bytes), 0).clientId(id)
            .subject(channel).inbox(subInbox).maxInFlight(maxInFlight).ackWaitInSecs(ackWait).startPosition(start)
            .encodedLength();
        gateway.sendRaw("_STAN.sub.test-cluster", "reply.me", Arrays.copyOf(bytes, length));
    }

    private SubscriptionResponseDecoder response(final int index)
    {
        return decode(replies.get(index));
    }

    private SubscriptionResponseDecoder decode(final InMemoryLink.Received reply)
    {
        final SubscriptionResponseDecoder response = new SubscriptionResponseDecoder();
        assertThat(response.wrap(new UnsafeBuffer(reply.payload()), 0, reply.payload().length)).isTrue();
        return response;
    }

    private MsgProtoDecoder message(final int index)
    {
        final MsgProtoDecoder decoder = new MsgProtoDecoder();
        final byte[] payload = inbox.get(index).payload();
        assertThat(decoder.wrap(new UnsafeBuffer(payload), 0, payload.length)).isTrue();
        return decoder;
    }
}
