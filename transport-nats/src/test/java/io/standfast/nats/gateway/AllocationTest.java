package io.standfast.nats.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.standfast.codecs.log.AckBatchDecoder;
import io.standfast.codecs.log.MessageHeaderDecoder;
import io.standfast.codecs.log.PublishBatchDecoder;
import io.standfast.codecs.log.TermOpenedDecoder;
import io.standfast.codecs.stan.AckEncoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.engine.EngineOutput;
import io.standfast.nats.link.ClientRights;
import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.NatsLink;
import io.standfast.nats.link.SubjectRules;
import io.standfast.replication.crypt.AtRestCipher;
import io.standfast.replication.crypt.MasterKey;
import io.standfast.replication.crypt.PayloadSealer;
import io.standfast.replication.log.EventPublisher;
import io.standfast.replication.log.Ingress;
import io.standfast.replication.log.Outbox;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole way of a message through the gateway allocates nothing: PubMsg in, batch, results, PubAck out; Deliver to
 * MsgProto out; Ack in.
 */
class AllocationTest
{
    private static final int MESSAGES_PER_CYCLE = 16;
    private static final int CYCLES = 20_000;
    /** Bytes that a cipher may allocate for a message. */
    private static final long SEALED_LIMIT = 3072;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final RepeatingLink link = new RepeatingLink();
    private final Outbox outbox = new Outbox(Outbox.CAPACITY_MIN);
    private final EventPublisher events = new EventPublisher(outbox, NoOpIdleStrategy.INSTANCE,
        SystemNanoClock.INSTANCE, 1_000_000_000L, link::wakeup);
    private final QuietEngine engine = new QuietEngine(events);

    @Test
    void shouldAllocateNothingPerMessage()
    {
        final long allocated = allocated(null);

        // The measurement itself and what the JIT leaves behind; one byte a message would be 320,000.
        assertThat(allocated).isLessThan(10_000);
    }

    /**
     * Java's ciphers allocate at each message, whatever is reused around them: docs/security.md says what was measured.
     */
    @ParameterizedTest
    @EnumSource
    void shouldAllocateNoMoreThanTheCipherDoesWhenEncrypted(final AtRestCipher cipher)
    {
        final MasterKey key = MasterKey.of(bytes("secret"));

        final long allocated = allocated(new PayloadSealer(key, cipher));

        final long perMessage = allocated / ((long) MESSAGES_PER_CYCLE * CYCLES);
        System.out.println("encrypted publish with " + cipher + ": " + perMessage + " B a message");
        assertThat(perMessage).isLessThan(SEALED_LIMIT);
    }

    private long allocated(final PayloadSealer sealer)
    {
        final GatewayAgent agent = new GatewayAgent(new GatewayContext().incarnation(1).link(link).ingress(engine)
            .outbox(outbox).leadershipTermId(() -> 3).messageSource(new RepeatingSource(sealer)));
        agent.onStart();
        events.lead();
        cycle(agent, CYCLES);
        cycle(agent, CYCLES);

        final long published = link.published;
        final long before = threads.getCurrentThreadAllocatedBytes();
        cycle(agent, CYCLES);
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(link.published - published).isGreaterThan(2L * MESSAGES_PER_CYCLE * (CYCLES - 2));
        assertThat(engine.acks).isGreaterThan((long) MESSAGES_PER_CYCLE * CYCLES);
        return allocated;
    }

    private static void cycle(final GatewayAgent agent, final int cycles)
    {
        for (int i = 0; i < cycles; i++)
        {
            agent.doWork();
        }
    }

    /** Has one body for all messages. */
    private static final class RepeatingSource implements MessageSource
    {
        private final UnsafeBuffer payload = new UnsafeBuffer(new byte[128]);
        private final PayloadSealer sealer;

        private RepeatingSource(final PayloadSealer sealer)
        {
            this.sealer = sealer;
        }

        @Override
        public boolean read(final long location, final int channelId, final long epoch, final long sequence,
            final byte[] channelName, final DeliveryBody body)
        {
            body.wrap(payload, 0, 0, 0, payload.capacity(), sequence);
            return true;
        }

        @Override
        public PayloadSealer sealer()
        {
            return sealer;
        }
    }

    /** Brings the same publishes and acks in every cycle and copies what is published. */
    private static final class RepeatingLink implements NatsLink
    {
        private final SubjectRules rules = SubjectRules.of(List.of("bills.*", "orders.>", "orders"),
            List.of("*.secret"));
        private final LinkMessage message = new LinkMessage().rights(new ClientRights("ivy", rules, rules, List.of(
            "you-*", "m*")));
        private final UnsafeBuffer subject = new UnsafeBuffer(bytes("_STAN.pub.test-cluster.orders"));
        private final UnsafeBuffer ackInbox = new UnsafeBuffer(bytes("_INBOX.1.9"));
        private final UnsafeBuffer reply = new UnsafeBuffer(bytes("_STAN.acks.JDQBTHLGQ3ZP0Z9W2VJ9GA"));
        private final UnsafeBuffer publish = new UnsafeBuffer(new byte[512]);
        private final UnsafeBuffer ack = new UnsafeBuffer(new byte[64]);
        private final UnsafeBuffer wire = new UnsafeBuffer(new byte[4096]);
        private final int publishLength = new PubMsgEncoder().wrap(publish, 0).clientId("me")
            .guid("JDQBTHLGQ3ZP0Z9W2VJ9GB").subject("orders").data(new byte[128]).connId(bytes("conn"))
            .encodedLength();
        private final int ackLength = new AckEncoder().wrap(ack, 0).subject("orders").sequence(7).encodedLength();
        private LinkHandler handler;
        private long published;

        @Override
        public void open(final LinkHandler linkHandler)
        {
            handler = linkHandler;
        }

        @Override
        public boolean isUp()
        {
            return true;
        }

        @Override
        public int doWork(final long nowNs)
        {
            for (int i = 0; i < MESSAGES_PER_CYCLE; i++)
            {
                handler.onMessage(message.subject(subject, 0, subject.capacity()).reply(reply, 0, reply.capacity())
                    .payload(publish, 0, publishLength));
                handler.onMessage(message.subject(ackInbox, 0, ackInbox.capacity()).reply(reply, 0, 0).payload(ack, 0,
                    ackLength));
            }
            return MESSAGES_PER_CYCLE;
        }

        @Override
        public void publish(final DirectBuffer target, final int subjectOffset, final int subjectLength,
            final DirectBuffer source, final int offset, final int length)
        {
            wire.putBytes(0, target, subjectOffset, subjectLength);
            wire.putBytes(subjectLength, source, offset, length);
            published++;
        }

        @Override
        public void deliver(final DirectBuffer channel, final DirectBuffer target, final DirectBuffer source,
            final int offset, final int length)
        {
            publish(target, 0, target.capacity(), source, offset, length);
        }

        @Override
        public void subscribe(final String pattern)
        {
        }

        @Override
        public void unsubscribe(final String pattern)
        {
        }

        @Override
        public void request(final byte[] target, final byte[] inbox)
        {
        }

        @Override
        public int flush()
        {
            return 0;
        }

        @Override
        public void awaitWork(final long timeoutNs)
        {
        }

        @Override
        public void wakeup()
        {
        }

        @Override
        public void close()
        {
        }
    }

    /** Accepts everything, delivers each message to one subscription. */
    private static final class QuietEngine implements Ingress
    {
        private final EventPublisher output;
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final PublishBatchDecoder batch = new PublishBatchDecoder();
        private final AckBatchDecoder ackBatch = new AckBatchDecoder();
        private final TermOpenedDecoder term = new TermOpenedDecoder();
        private long sequence;
        private long acks;

        QuietEngine(final EventPublisher output)
        {
            this.output = output;
        }

        @Override
        public int maxCommandLength()
        {
            return 1024 * 1024;
        }

        @Override
        public boolean tryOffer(final DirectBuffer buffer, final int offset, final int length)
        {
            header.wrap(buffer, offset);
            if (header.templateId() == PublishBatchDecoder.TEMPLATE_ID)
            {
                onPublish(buffer, offset);
            }
            else if (header.templateId() == AckBatchDecoder.TEMPLATE_ID)
            {
                ackBatch.wrapAndApplyHeader(buffer, offset, header);
                final int count = ackBatch.items().count();
                acks += count;
                output.onAckResults(ackBatch.commandId(), count, 0);
            }
            else
            {
                term.wrapAndApplyHeader(buffer, offset, header);
                output.onSubscriptionOpened(new TestSubscription());
                output.onGatesOpen(term.commandId(), term.leadershipTermId());
            }
            return true;
        }

        private void onPublish(final DirectBuffer buffer, final int offset)
        {
            batch.wrapAndApplyHeader(buffer, offset, header);
            final long commandId = batch.commandId();
            final int count = batch.items().count();
            for (int i = 0; i < count; i++)
            {
                sequence++;
                output.onDeliver(9, sequence, sequence, 0);
            }
            output.onPublishResults(commandId, count, 0);
        }
    }

    private static final class TestSubscription implements EngineOutput.SubscriptionInfo
    {
        @Override
        public long subscriptionId()
        {
            return 9;
        }

        @Override
        public long clientKey()
        {
            return 1;
        }

        @Override
        public int channelId()
        {
            return 1;
        }

        @Override
        public long epoch()
        {
            return 1;
        }

        @Override
        public long ackWaitNs()
        {
            return 30_000_000_000L;
        }

        @Override
        public byte[] channelName()
        {
            return bytes("orders");
        }

        @Override
        public byte[] inbox()
        {
            return bytes("_INBOX.JDQBTHLGQ3ZP0Z9W2VJ9GC");
        }
    }

    private static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
