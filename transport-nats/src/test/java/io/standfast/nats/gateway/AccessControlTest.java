package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.codecs.stan.CloseResponseDecoder;
import io.standfast.codecs.stan.ConnectResponseDecoder;
import io.standfast.codecs.stan.PubAckDecoder;
import io.standfast.codecs.stan.SubscriptionResponseDecoder;
import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.SubjectRules;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Channels and client ids of a user, as its clients see them.
 */
class AccessControlTest
{
    private static final ClientRights IVY = new ClientRights("ivy", SubjectRules.of(List.of("orders.>"), List.of(
        "orders.secret")), SubjectRules.of(List.of("orders.*"), List.of()), List.of("ivy-*"));

    private final GatewayFixture gateway = new GatewayFixture().start().lead().connect("bob").connect("ivy-1");

    @AfterEach
    void nothingUnexpectedHappened()
    {
        assertThat(gateway.errors).isEmpty();
    }

    private InMemoryLink.Received last(final String subject)
    {
        final List<InMemoryLink.Received> all = gateway.link.published.stream().filter(
            each -> each.subject().equals(subject)).toList();
        return all.get(all.size() - 1);
    }

    private String publish(final String id, final String channel)
    {
        gateway.sendPublish(id, channel, "g", "x");
        gateway.run();
        final byte[] payload = last("acks." + id).payload();
        final PubAckDecoder ack = new PubAckDecoder();
        ack.wrap(new UnsafeBuffer(payload), 0, payload.length);
        return ack.error();
    }

    private SubscriptionResponseDecoder response(final String subject)
    {
        gateway.run();
        final byte[] payload = last(subject).payload();
        final SubscriptionResponseDecoder response = new SubscriptionResponseDecoder();
        response.wrap(new UnsafeBuffer(payload), 0, payload.length);
        return response;
    }

    @Test
    void shouldPublishOnlyWherePermitted()
    {
        gateway.link.rights = IVY;

        assertThat(publish("ivy-1", "orders.a.b")).isEmpty();
        assertThat(publish("ivy-1", "orders.secret")).isEqualTo(
            "stan: permission denied: user \"ivy\" may not publish to channel \"orders.secret\"");
        assertThat(publish("ivy-1", "bills")).contains("channel \"bills\"");
        assertThat(publish("bob", "orders.a")).isEqualTo(
            "stan: permission denied: user \"ivy\" may not use client ID \"bob\"");
        assertThat(gateway.engine.messages).hasSize(1);
        assertThat(gateway.counters.denied().get()).isEqualTo(3);
        assertThat(gateway.counters.refused().get()).isEqualTo(3);
    }

    @Test
    void shouldSubscribeOnlyWherePermitted()
    {
        gateway.link.rights = IVY;
        gateway.sendSubscribe("ivy-1", "orders.a", "inbox");
        assertThat(response("reply.ivy-1").error()).isEmpty();
        gateway.sendSubscribe("ivy-1", "bills", "inbox");
        assertThat(response("reply.ivy-1").error()).isEqualTo(
            "stan: permission denied: user \"ivy\" may not subscribe to channel \"bills\"");
        gateway.sendSubscribe("bob", "orders.a", "inbox");
        assertThat(response("reply.bob").error()).contains("may not use client ID \"bob\"");
    }

    @Test
    void shouldUseNoClientIdOfOthers()
    {
        gateway.sendSubscribe("bob", "orders.a", "inbox");
        final String ackInbox = response("reply.bob").ackInbox();
        gateway.link.rights = IVY;

        for (final String kind : List.of("unsub", "subclose"))
        {
            gateway.sendUnsubscribe(kind, "bob", "orders.a", ackInbox, "reply.other");
            assertThat(response("reply.other").error()).contains("may not use client ID \"bob\"");
        }
        gateway.sendClose("bob");
        gateway.run();
        final byte[] closed = last("reply.bob").payload();
        final CloseResponseDecoder response = new CloseResponseDecoder();
        response.wrap(new UnsafeBuffer(closed), 0, closed.length);
        assertThat(response.error()).contains("may not use client ID \"bob\"");
        gateway.sendConnect("bob", "hb.other");
        gateway.run();
        final byte[] connected = last("reply.bob").payload();
        final ConnectResponseDecoder answer = new ConnectResponseDecoder();
        answer.wrap(new UnsafeBuffer(connected), 0, connected.length);
        assertThat(answer.error()).isEqualTo("stan: permission denied: user \"ivy\" may not use client ID \"bob\"");
    }

    @Test
    void shouldTakeAcksOnlyFromWhoMayHaveTheSubscription()
    {
        gateway.sendSubscribe("bob", "orders.a", "inbox");
        final String bobs = response("reply.bob").ackInbox();
        gateway.sendSubscribe("ivy-1", "orders.a", "inbox");
        final String ivys = response("reply.ivy-1").ackInbox();
        gateway.sendSubscribe("ivy-1", "bills", "inbox");
        final String other = response("reply.ivy-1").ackInbox();
        gateway.link.rights = IVY;

        gateway.sendAck(bobs, "orders.a", 1);
        gateway.sendAck(other, "bills", 1);
        gateway.run();
        assertThat(gateway.counters.ignoredAcks().get()).isEqualTo(2);
        assertThat(gateway.counters.denied().get()).isEqualTo(2);
        gateway.sendAck(ivys, "orders.a", 1);
        gateway.run();
        assertThat(gateway.counters.ignoredAcks().get()).isEqualTo(2);
    }

    @Test
    void shouldJudgeNothingWhenNobodyIsRestricted()
    {
        assertThat(publish("bob", "bills")).isEmpty();
        assertThat(gateway.counters.denied().get()).isZero();
    }
}
