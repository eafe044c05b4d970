package io.standfast.replication.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.standfast.codecs.log.AckBatchDecoder;
import io.standfast.codecs.log.ClientHealthDecoder;
import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.codecs.log.CloseClientDecoder;
import io.standfast.codecs.log.CloseKind;
import io.standfast.codecs.log.CloseSubscriptionDecoder;
import io.standfast.codecs.log.ConfigureLimitsDecoder;
import io.standfast.codecs.log.ConnectClientDecoder;
import io.standfast.codecs.log.MessageHeaderDecoder;
import io.standfast.codecs.log.PublishBatchDecoder;
import io.standfast.codecs.log.StartPositionKind;
import io.standfast.codecs.log.SubscribeDecoder;
import io.standfast.codecs.log.TermOpenedDecoder;
import io.standfast.codecs.stan.PubMsgDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.SubscriptionRequestDecoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * What is encoded is what the SBE decoders read, in the order given, and nothing is lost under back-pressure.
 */
class CommandPublisherTest
{
    private static final long INCARNATION = 77;

    private final TestIngress ingress = new TestIngress();
    private final CommandPublisher publisher = new CommandPublisher(ingress, INCARNATION, 2);
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final PubMsgDecoder message = new PubMsgDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    @Test
    void shouldPutMessagesOfOneCycleIntoOneBatch()
    {
        publisher.addPublish(message("orders", "g0", "hello"));
        assertThat(publisher.publishItem()).isZero();
        publisher.addPublish(message("bills", "g1", ""));
        assertThat(publisher.publishItem()).isEqualTo(1);
        final long commandId = publisher.publishCommandId();

        assertThat(publisher.flush()).isEqualTo(1);

        final PublishBatchDecoder batch = batch(0);
        assertThat(batch.incarnation()).isEqualTo(INCARNATION);
        assertThat(batch.commandId()).isEqualTo(commandId);
        final PublishBatchDecoder.ItemsDecoder items = batch.items();
        assertThat(items.count()).isEqualTo(2);
        assertThat(describe(items.next())).isEqualTo("me conn orders g0 reply  hello");
        assertThat(describe(items.next())).isEqualTo("me conn bills g1 reply  ");
        assertThat(publisher.flush()).isZero();
    }

    @Test
    void shouldBeginAnotherBatchWhenOneIsFull()
    {
        final String half = "x".repeat(130 * 1024);
        publisher.addPublish(message("orders", "g0", half));
        publisher.addPublish(message("orders", "g1", half));
        publisher.addPublish(message("orders", "g2", "y".repeat(400 * 1024)));
        publisher.flush();

        assertThat(ingress.templates()).containsExactly(PublishBatchDecoder.TEMPLATE_ID,
            PublishBatchDecoder.TEMPLATE_ID);
        publisher.onBatchReply();
        publisher.flush();
        assertThat(ingress.commands).hasSize(3);
        assertThat(ingress.commands.get(2).length).isGreaterThan(400 * 1024);
    }

    @Test
    void shouldLimitItemsOfBatch()
    {
        for (int i = 0; i < 1025; i++)
        {
            publisher.addPublish(message("orders", "g" + i, ""));
            publisher.addAck(1, i);
        }
        assertThat(publisher.publishItem()).isZero();

        assertThat(batch(0).items().count()).isEqualTo(1024);
        assertThat(acks(1).items().count()).isEqualTo(1024);
    }

    @Test
    void shouldPutOpenBatchesBeforeAnyOtherCommand()
    {
        publisher.addPublish(message("orders", "g0", "a"));
        publisher.addAck(5, 6);
        publisher.closeClient(new UnsafeBuffer(bytes("me")), 0, 2);

        assertThat(ingress.templates()).containsExactly(PublishBatchDecoder.TEMPLATE_ID, AckBatchDecoder.TEMPLATE_ID,
            CloseClientDecoder.TEMPLATE_ID);
        final AckBatchDecoder.ItemsDecoder ack = acks(1).items().next();
        assertThat(ack.subscriptionId()).isEqualTo(5);
        assertThat(ack.sequence()).isEqualTo(6);
    }

    @Test
    void shouldSendCommandsInOrderOfTheirIdsWhenOneBatchIsFullFirst()
    {
        publisher.addPublish(message("orders", "g0", "a"));
        for (int i = 0; i < 1025; i++)
        {
            publisher.addAck(5, i);
        }

        assertThat(batch(0).commandId()).isEqualTo(1);
        assertThat(acks(1).commandId()).isEqualTo(2);
        publisher.onBatchReply();
        publisher.onBatchReply();
        publisher.addPublish(message("orders", "g1", "a"));
        publisher.flush();
        assertThat(acks(2).commandId()).isEqualTo(3);
        assertThat(batch(3).commandId()).isEqualTo(4);
    }

    @Test
    void shouldKeepOrderAndLoseNothingWhenBackPressured()
    {
        ingress.isOpen = false;
        publisher.addPublish(message("orders", "g0", "a"));
        publisher.flush();
        assertThat(publisher.isReady()).isTrue();
        publisher.addPublish(message("orders", "g1", "b"));
        publisher.closeClient(new UnsafeBuffer(bytes("me")), 0, 2);
        publisher.addPublish(message("orders", "g2", "c"));
        publisher.flush();
        assertThat(publisher.isReady()).isFalse();
        assertThat(ingress.commands).isEmpty();

        ingress.isOpen = true;
        assertThat(publisher.flush()).isEqualTo(3);

        assertThat(ingress.templates()).containsExactly(PublishBatchDecoder.TEMPLATE_ID,
            CloseClientDecoder.TEMPLATE_ID, PublishBatchDecoder.TEMPLATE_ID);
        final PublishBatchDecoder.ItemsDecoder items = batch(0).items();
        assertThat(items.count()).isEqualTo(2);
        assertThat(describe(items.next())).isEqualTo("me conn orders g0 reply  a");
        assertThat(describe(items.next())).isEqualTo("me conn orders g1 reply  b");
        assertThat(describe(batch(2).items().next())).isEqualTo("me conn orders g2 reply  c");
    }

    @Test
    void shouldNotBeReadyWhenWindowOfBatchesIsFull()
    {
        for (int i = 0; i < 4; i++)
        {
            publisher.addPublish(message("orders", "g" + i, ""));
            publisher.flush();
        }

        assertThat(publisher.isReady()).isFalse();
        assertThat(ingress.commands).hasSize(2);
        assertThat(publisher.batchesInFlight()).isEqualTo(2);
        publisher.onBatchReply();
        publisher.flush();
        assertThat(ingress.commands).hasSize(3);
        assertThat(batch(2).items().count()).isEqualTo(2);
    }

    @Test
    void shouldForgetEverythingButCommandIdsWhenReset()
    {
        ingress.isOpen = false;
        publisher.addPublish(message("orders", "g0", "a"));
        publisher.closeClient(new UnsafeBuffer(bytes("me")), 0, 2);
        publisher.addAck(1, 1);
        publisher.reset();
        ingress.isOpen = true;

        assertThat(publisher.flush()).isZero();
        assertThat(publisher.isReady()).isTrue();
        publisher.addAck(1, 2);
        publisher.flush();
        assertThat(acks(0).commandId()).isEqualTo(4);
        assertThat(acks(0).items().count()).isEqualTo(1);
    }

    @Test
    void shouldRefuseMessageWhenItIsLongerThanTheLogTakes()
    {
        ingress.maxCommandLength = 1024;

        assertThat(publisher.isPublishable(message("orders", "g", "x".repeat(900)))).isTrue();
        assertThat(publisher.isPublishable(message("orders", "g", "x".repeat(1024)))).isFalse();
    }

    @Test
    void shouldEncodeConnectAndHealth()
    {
        publisher.connectClient(9, 1, 5, 88, bytes("me"), bytes("conn"), bytes("_INBOX.hb"));
        publisher.clientHealth(9, ClientHealthKind.FAILED);

        final ConnectClientDecoder connect = new ConnectClientDecoder().wrapAndApplyHeader(ingress.command(0), 0,
            header);
        assertThat(connect.incarnation()).isEqualTo(INCARNATION);
        assertThat(connect.replacesClientKey()).isEqualTo(9);
        assertThat(connect.protocol()).isEqualTo(1);
        assertThat(connect.pingIntervalS()).isEqualTo(5);
        assertThat(connect.pingMaxOut()).isEqualTo(88);
        assertThat(text(connect.clientIdLength(), connect::getClientId)).isEqualTo("me");
        assertThat(text(connect.connIdLength(), connect::getConnId)).isEqualTo("conn");
        assertThat(text(connect.heartbeatInboxLength(), connect::getHeartbeatInbox)).isEqualTo("_INBOX.hb");
        final ClientHealthDecoder health = new ClientHealthDecoder().wrapAndApplyHeader(ingress.command(1), 0, header);
        assertThat(health.clientKey()).isEqualTo(9);
        assertThat(health.health()).isEqualTo(ClientHealthKind.FAILED);
        assertThat(health.commandId()).isEqualTo(connect.commandId() + 1);
    }

    @Test
    void shouldEncodeSubscribeAndClose()
    {
        publisher.subscribe(subscription());
        publisher.closeSubscription(12, CloseKind.UNSUBSCRIBE, bytes("me"), bytes("orders"), bytes("_INBOX.s"));

        final SubscribeDecoder subscribe = new SubscribeDecoder().wrapAndApplyHeader(ingress.command(0), 0, header);
        assertThat(subscribe.startPosition()).isEqualTo(StartPositionKind.SEQUENCE_START);
        assertThat(subscribe.startSequence()).isEqualTo(17);
        assertThat(subscribe.maxInFlight()).isEqualTo(100);
        assertThat(subscribe.ackWaitS()).isEqualTo(30);
        assertThat(text(subscribe.clientIdLength(), subscribe::getClientId)).isEqualTo("me");
        assertThat(text(subscribe.channelLength(), subscribe::getChannel)).isEqualTo("orders");
        assertThat(text(subscribe.queueGroupLength(), subscribe::getQueueGroup)).isEqualTo("group");
        assertThat(text(subscribe.durableNameLength(), subscribe::getDurableName)).isEqualTo("dur");
        assertThat(text(subscribe.inboxLength(), subscribe::getInbox)).isEqualTo("_INBOX.s");
        final CloseSubscriptionDecoder close = new CloseSubscriptionDecoder().wrapAndApplyHeader(ingress.command(1), 0,
            header);
        assertThat(close.subscriptionId()).isEqualTo(12);
        assertThat(close.kind()).isEqualTo(CloseKind.UNSUBSCRIBE);
        assertThat(text(close.clientIdLength(), close::getClientId)).isEqualTo("me");
        assertThat(text(close.channelLength(), close::getChannel)).isEqualTo("orders");
        assertThat(text(close.inboxLength(), close::getInbox)).isEqualTo("_INBOX.s");
    }

    @Test
    void shouldEncodeTermOpenedAndLimits()
    {
        publisher.termOpened(4, 1_000, -5);
        publisher.configureLimits(limits -> limits.maxMsgs(10).channelsCount(1).next().maxMsgs(3).putName(bytes("a"),
            0, 1));

        final TermOpenedDecoder term = new TermOpenedDecoder().wrapAndApplyHeader(ingress.command(0), 0, header);
        assertThat(term.leadershipTermId()).isEqualTo(4);
        assertThat(term.wallClockNs()).isEqualTo(1_000);
        assertThat(term.configurationHash()).isEqualTo(-5);
        final ConfigureLimitsDecoder limits = new ConfigureLimitsDecoder().wrapAndApplyHeader(ingress.command(1), 0,
            header);
        assertThat(limits.incarnation()).isEqualTo(INCARNATION);
        assertThat(limits.maxMsgs()).isEqualTo(10);
        assertThat(limits.channels().next().maxMsgs()).isEqualTo(3);
    }

    private SubscriptionRequestDecoder subscription()
    {
        final int length = new SubscriptionRequestEncoder().wrap(buffer, 0).clientId("me").subject("orders")
            .qGroup("group").inbox("_INBOX.s").maxInFlight(100).ackWaitInSecs(30).durableName("dur").startPosition(3)
            .startSequence(17).encodedLength();
        final SubscriptionRequestDecoder request = new SubscriptionRequestDecoder();
        assertThat(request.wrap(buffer, 0, length)).isTrue();
        return request;
    }

    private PubMsgDecoder message(final String channel, final String guid, final String data)
    {
        final int length = new PubMsgEncoder().wrap(buffer, 0).clientId("me").guid(guid).subject(channel).reply("reply")
            .data(data).connId(bytes("conn")).encodedLength();
        assertThat(message.wrap(buffer, 0, length)).isTrue();
        return message;
    }

    private PublishBatchDecoder batch(final int index)
    {
        return new PublishBatchDecoder().wrapAndApplyHeader(ingress.command(index), 0, header);
    }

    private AckBatchDecoder acks(final int index)
    {
        return new AckBatchDecoder().wrapAndApplyHeader(ingress.command(index), 0, header);
    }

    private static String describe(final PublishBatchDecoder.ItemsDecoder item)
    {
        return text(item.clientIdLength(), item::getClientId) + " " + text(item.connIdLength(), item::getConnId) +
            " " + text(item.channelLength(), item::getChannel) + " " + text(item.guidLength(), item::getGuid) + " " +
            text(item.replyLength(), item::getReply) + " " + text(item.headersLength(), item::getHeaders) + " " +
            text(item.payloadLength(), item::getPayload);
    }

    private static String text(final int length, final Field field)
    {
        final byte[] bytes = new byte[length];
        field.read(bytes, 0, length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Field
    {
        int read(byte[] target, int offset, int length);
    }

    private static final class TestIngress implements Ingress
    {
        private final List<byte[]> commands = new ArrayList<>();
        private boolean isOpen = true;
        private int maxCommandLength = 1024 * 1024;

        @Override
        public int maxCommandLength()
        {
            return maxCommandLength;
        }

        @Override
        public boolean tryOffer(final DirectBuffer source, final int offset, final int length)
        {
            if (isOpen)
            {
                final byte[] copy = new byte[length];
                source.getBytes(offset, copy);
                commands.add(copy);
            }
            return isOpen;
        }

        private DirectBuffer command(final int index)
        {
            return new UnsafeBuffer(commands.get(index));
        }

        private List<Integer> templates()
        {
            final MessageHeaderDecoder decoder = new MessageHeaderDecoder();
            final List<Integer> templates = new ArrayList<>();
            for (final byte[] command : commands)
            {
                templates.add(decoder.wrap(new UnsafeBuffer(command), 0).templateId());
            }
            return templates;
        }
    }
}
