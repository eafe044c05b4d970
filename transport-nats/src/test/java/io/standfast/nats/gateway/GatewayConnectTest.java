package io.standfast.nats.gateway;

import static io.standfast.nats.gateway.GatewayFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.codecs.stan.CloseResponseDecoder;
import io.standfast.codecs.stan.ConnectResponseDecoder;
import io.standfast.codecs.stan.PingResponseDecoder;
import io.standfast.codecs.stan.StanErrors;
import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.SubjectRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Connects, pings and closes of connections.
 */
class GatewayConnectTest
{
    private final GatewayFixture gateway = new GatewayFixture().start().lead();
    private final List<InMemoryLink.Received> replies = gateway.replies("me");

    @AfterEach
    void nothingUnexpectedHappened()
    {
        assertThat(gateway.errors).isEmpty();
    }

    @Test
    void shouldTellSubjectsWhenConnected()
    {
        gateway.connect("me");

        final ConnectResponseDecoder response = response(0);
        assertThat(response.error()).isEmpty();
        assertThat(response.pubPrefix()).isEqualTo("_STAN.pub.test-cluster");
        assertThat(response.subRequests()).isEqualTo("_STAN.sub.test-cluster");
        assertThat(response.unsubRequests()).isEqualTo("_STAN.unsub.test-cluster");
        assertThat(response.subCloseRequests()).isEqualTo("_STAN.subclose.test-cluster");
        assertThat(response.closeRequests()).isEqualTo("_STAN.close.test-cluster");
        assertThat(response.pingRequests()).isEqualTo("_STAN.discover.test-cluster.pings");
        assertThat(response.pingInterval()).isEqualTo(5);
        assertThat(response.pingMaxOut()).isEqualTo(88);
        assertThat(response.protocol()).isEqualTo(1);
        assertThat(gateway.counters.clients().get()).isEqualTo(1);
    }

    @Test
    void shouldServeAClientOfProtocolZeroWithoutPings()
    {
        gateway.sendConnectOfProtocolZero("me");
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.run();

        final ConnectResponseDecoder response = response(0);
        assertThat(response.error()).isEmpty();
        assertThat(response.pubPrefix()).isEqualTo("_STAN.pub.test-cluster");
        assertThat(response.pingRequests()).isEmpty();
        assertThat(response.pingInterval()).isZero();
        assertThat(response.pingMaxOut()).isZero();
        assertThat(response.protocol()).isEqualTo(1);
        assertThat(gateway.engine.messages).hasSize(1);
    }

    @Test
    void shouldRefuseWhenRequestIsInvalid()
    {
        gateway.sendRaw("_STAN.discover.test-cluster", "reply.me", new byte[]{(byte) 0xff});
        gateway.sendConnect("me", "");
        gateway.sendConnect("me", "hb\r\nPUB");
        gateway.sendConnect("me", "a..b");
        gateway.run();
        gateway.sendRaw("_STAN.discover.test-cluster", "reply.me", new byte[0]);
        gateway.run();

        assertThat(errors()).hasSize(5).containsOnly(StanErrors.INVALID_CONNECT_REQUEST);
        assertThat(gateway.engine.log).containsExactly("term 7");
    }

    @Test
    void shouldRefuseWhenClientIdIsInvalid()
    {
        final List<InMemoryLink.Received> answers = gateway.link.listen("reply.a b");
        gateway.sendConnect("a b", "hb");
        gateway.run();

        assertThat(decode(answers.get(0)).error()).isEqualTo(StanErrors.INVALID_CLIENT_ID);
    }

    @Test
    void shouldRefuseWhenHolderOfIdAnswers()
    {
        gateway.link.listen("hb.me");
        gateway.connect("me");
        gateway.sendConnect("me", "hb.other");
        gateway.run();
        assertThat(replies).hasSize(1);

        answerHeartbeat("hb.me");
        gateway.run();

        assertThat(response(1).error()).isEqualTo(StanErrors.CLIENT_ID_ALREADY_REGISTERED);
        assertThat(gateway.engine.log).containsExactly("term 7", "connect me replaces 0", "connect me replaces 0");
        gateway.step(1_000 * MS);
        assertThat(replies).hasSize(2);
    }

    @Test
    void shouldTakeNoAnswerForTheHolderOfIdFromAUserThatMayNotUseIt()
    {
        gateway.link.listen("hb.me");
        gateway.connect("me");
        gateway.sendConnect("me", "hb.other");
        gateway.run();
        gateway.link.rights = new ClientRights("eve", SubjectRules.ANY, SubjectRules.ANY, List.of("eve-*"));

        answerHeartbeat("hb.me");
        gateway.run();

        assertThat(replies).hasSize(1);
        gateway.step(500 * MS);
        assertThat(response(1).error()).isEmpty();
    }

    @Test
    void shouldReplaceAfterTimeoutWhenHolderOfIdIsSilent()
    {
        gateway.link.listen("hb.me");
        gateway.connect("me");
        gateway.sendConnect("me", "hb.other");
        gateway.run().step(499 * MS);
        assertThat(replies).hasSize(1);

        gateway.step(1 * MS);

        assertThat(response(1).error()).isEmpty();
        assertThat(gateway.engine.log).last().isEqualTo("connect me replaces 1");
        assertThat(gateway.counters.clients().get()).isEqualTo(1);
        assertThat(new String(gateway.engine.clients.get("me").heartbeatInbox(),
            StandardCharsets.UTF_8)).isEqualTo("hb.other");
    }

    @Test
    void shouldReplaceAtOnceWhenNobodyListensOnHoldersInbox()
    {
        gateway.connect("me");
        gateway.connect("me");

        assertThat(response(1).error()).isEmpty();
        assertThat(gateway.engine.log).last().isEqualTo("connect me replaces 1");
    }

    @Test
    void shouldRefuseAtOnceWhenSameIdIsBeingChecked()
    {
        gateway.link.listen("hb.me");
        gateway.connect("me");
        gateway.sendConnect("me", "hb.second");
        gateway.sendConnect("me", "hb.third");
        gateway.run();
        assertThat(replies).hasSize(2);
        gateway.sendConnect("me", "hb.fourth");
        gateway.run();
        assertThat(errors()).containsExactly("", StanErrors.CLIENT_ID_ALREADY_REGISTERED,
            StanErrors.CLIENT_ID_ALREADY_REGISTERED);

        gateway.connect("other");
        assertThat(gateway.engine.clients).containsKey("other");
        gateway.step(500 * MS);

        assertThat(response(3).error()).isEmpty();
        assertThat(new String(gateway.engine.clients.get("me").heartbeatInbox(),
            StandardCharsets.UTF_8)).isEqualTo("hb.second");
    }

    @Test
    void shouldAnswerPingsByConnectionId()
    {
        gateway.connect("me");
        gateway.sendPing("me", "conn-hb.me");
        gateway.sendPing("me", "conn-gone");
        gateway.sendRaw("_STAN.discover.test-cluster.pings", "reply.me", new byte[0]);
        gateway.sendRaw("_STAN.discover.test-cluster.pings", "reply.me", new byte[]{(byte) 0xff});
        gateway.run();

        assertThat(replies).hasSize(3);
        assertThat(replies.get(1).payload()).isEmpty();
        final PingResponseDecoder response = new PingResponseDecoder();
        assertThat(response.wrap(new UnsafeBuffer(replies.get(2).payload()), 0, replies.get(2).payload().length))
            .isTrue();
        assertThat(response.error()).isEqualTo("client has been replaced or is no longer registered");
    }

    @Test
    void shouldAnswerCloseAfterEverythingThatClientSentBefore()
    {
        gateway.connect("me");
        final List<InMemoryLink.Received> acks = gateway.acks("me");
        gateway.engine.log.clear();
        gateway.link.published.clear();
        gateway.sendPublish("me", "orders", "g1", "a");
        gateway.sendPublish("me", "orders", "g2", "b");
        gateway.sendClose("me");
        gateway.run();

        assertThat(gateway.engine.log).containsExactly("publish orders g1", "publish orders g2", "close me");
        assertThat(acks).hasSize(2);
        assertThat(gateway.link.published).extracting(InMemoryLink.Received::subject).containsExactly("acks.me",
            "acks.me", "reply.me");
        assertThat(replies.get(1).payload()).isEmpty();
        assertThat(gateway.counters.clients().get()).isZero();
    }

    @Test
    void shouldRefuseCloseWhenInvalidOrUnknown()
    {
        gateway.sendRaw("_STAN.close.test-cluster", "reply.me", new byte[]{(byte) 0xff});
        gateway.sendClose("me");
        gateway.run();

        assertThat(closeError(0)).isEqualTo(StanErrors.INVALID_CLOSE_REQUEST);
        assertThat(closeError(1)).isEqualTo(StanErrors.UNKNOWN_CLIENT_ID);
    }

    private void answerHeartbeat(final String inbox)
    {
        final List<InMemoryLink.Received> asked = gateway.link.listen(inbox);
        gateway.sendRaw(asked.get(asked.size() - 1).reply(), "", new byte[0]);
    }

    private String closeError(final int index)
    {
        final CloseResponseDecoder response = new CloseResponseDecoder();
        final byte[] payload = replies.get(index).payload();
        assertThat(response.wrap(new UnsafeBuffer(payload), 0, payload.length)).isTrue();
        return response.error();
    }

    private List<String> errors()
    {
        return replies.stream().map(reply -> decode(reply).error()).toList();
    }

    private ConnectResponseDecoder response(final int index)
    {
        return decode(replies.get(index));
    }

    private static ConnectResponseDecoder decode(final InMemoryLink.Received reply)
    {
        final ConnectResponseDecoder response = new ConnectResponseDecoder();
        assertThat(response.wrap(new UnsafeBuffer(reply.payload()), 0, reply.payload().length)).isTrue();
        return response;
    }
}
