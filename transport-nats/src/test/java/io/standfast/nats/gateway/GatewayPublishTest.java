package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.codecs.stan.PubAckDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.StanErrors;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Publishes and their acks.
 */
class GatewayPublishTest
{
    private final GatewayFixture gateway = new GatewayFixture().start().lead().connect("me");
    private final List<InMemoryLink.Received> acks = gateway.acks("me");

    @AfterEach
    void nothingUnexpectedHappened()
    {
        assertThat(gateway.errors).isEmpty();
    }

    @Test
    void shouldAckInOrderOfBatchWithTextsOfRefusedItems()
    {
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.sendPublish("me", "full", "g1", "b");
        gateway.sendPublish("me", "orders", "g2", "");
        gateway.sendPublish("stranger", "orders", "g3", "d");
        gateway.run();

        assertThat(acks()).containsExactly("g0 ", "g1 too many channels", "g2 ");
        assertThat(gateway.engine.messages).hasSize(2);
        gateway.sendPublish("me", "orders", "g4", "e");
        gateway.run();
        assertThat(acks()).last().isEqualTo("g4 ");
    }

    @Test
    void shouldRefuseWhenRequestIsInvalid()
    {
        gateway.sendRaw("_STAN.pub.test-cluster.orders", "acks.me", new byte[]{(byte) 0xff});
        gateway.sendPublish("me", "orders", "", "no guid");
        gateway.sendPublish("me", "a*b", "g2", "bad name");
        gateway.sendRaw("_STAN.pub.test-cluster.orders", "acks.me", message("bills", "g3"));
        gateway.sendRaw("_STAN.pub.test-cluster.orders.more", "acks.me", message("orders", "g4"));
        gateway.run();

        assertThat(acks()).containsExactly(" " + StanErrors.INVALID_PUBLISH_REQUEST,
            " " + StanErrors.INVALID_PUBLISH_REQUEST, "g2 " + StanErrors.INVALID_PUBLISH_REQUEST,
            "g3 " + StanErrors.INVALID_PUBLISH_REQUEST, "g4 " + StanErrors.INVALID_PUBLISH_REQUEST);
        assertThat(gateway.engine.messages).isEmpty();
        assertThat(gateway.counters.refused().get()).isEqualTo(5);
    }

    @Test
    void shouldEchoAGuidOfAnyLength()
    {
        for (final int length : new int[]{1, 22, 500, 4096})
        {
            gateway.sendPublish("me", "orders", "g".repeat(length), "a");
            gateway.run();
            assertThat(acks()).last().isEqualTo("g".repeat(length) + " ");
        }
        gateway.sendPublish("me", "orders", "g".repeat(4097), "a");
        gateway.run();
        assertThat(acks()).last().asString().endsWith(StanErrors.INVALID_PUBLISH_REQUEST);
    }

    /** Which of several states a message would be added to nobody knows; what is stored is delivered all the same. */
    @Test
    void shouldRefusePublishesWhileMembersHoldDifferentStates()
    {
        gateway.isStateSplit = true;
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.run();

        assertThat(acks()).containsExactly("g0 stan: publish refused, the servers of the cluster hold different " +
            "states");
        assertThat(gateway.engine.messages).isEmpty();

        gateway.isStateSplit = false;
        gateway.sendPublish("me", "orders", "g1", "a");
        gateway.run();

        assertThat(acks()).last().isEqualTo("g1 ");
    }

    @Test
    void shouldStoreButNotAckWhenNoReplySubjectIsGiven()
    {
        gateway.link.published.clear();
        gateway.sendRaw("_STAN.pub.test-cluster.orders", "", message("orders", "g0"));
        gateway.run();

        assertThat(gateway.engine.messages).hasSize(1);
        assertThat(gateway.link.published).isEmpty();
    }

    @Test
    void shouldStopReadingWhenLogTakesNothingAndGoOnAfterwards()
    {
        gateway.engine.isOpen = false;
        gateway.sendPublish("me", "orders", "g0", "a");
        gateway.sendClose("me");
        gateway.agent.doWork();
        final int cyclesRead = gateway.link.cyclesRead;
        gateway.sendPublish("me", "orders", "g1", "b");
        gateway.agent.doWork();
        gateway.agent.doWork();
        assertThat(gateway.link.cyclesRead).isEqualTo(cyclesRead);

        gateway.engine.isOpen = true;
        gateway.run();

        assertThat(acks()).containsExactly("g0 ", "g1 " + StanErrors.INVALID_PUBLISH_REQUEST);
        assertThat(gateway.engine.log).endsWith("publish orders g0", "close me", "publish orders g1");
    }

    @Test
    void shouldStopReadingWhenTooManyBatchesAreUnanswered()
    {
        gateway.engine.isAnswering = false;
        for (int i = 0; i < 40; i++)
        {
            gateway.sendPublish("me", "orders", "g" + i, "");
            gateway.agent.doWork();
        }
        assertThat(gateway.counters.publishes().get()).isEqualTo(32);
        assertThat(acks).isEmpty();

        gateway.engine.isAnswering = true;
        gateway.engine.answer();
        gateway.run();

        assertThat(acks).hasSize(40);
        assertThat(acks().get(39)).isEqualTo("g39 ");
    }

    private static byte[] message(final String channel, final String guid)
    {
        final byte[] bytes = new byte[64];
        final int length = new PubMsgEncoder().wrap(new UnsafeBuffer(bytes), 0).clientId("me").guid(guid)
            .subject(channel).encodedLength();
        return Arrays.copyOf(bytes, length);
    }

    private List<String> acks()
    {
        final PubAckDecoder decoder = new PubAckDecoder();
        return acks.stream().map(ack ->
        {
            assertThat(decoder.wrap(new UnsafeBuffer(ack.payload()), 0, ack.payload().length)).isTrue();
            return decoder.guid() + " " + decoder.error();
        }).toList();
    }
}
