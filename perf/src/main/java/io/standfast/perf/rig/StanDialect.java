package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import io.standfast.codecs.stan.AckEncoder;
import io.standfast.codecs.stan.CloseRequestEncoder;
import io.standfast.codecs.stan.ConnectRequestEncoder;
import io.standfast.codecs.stan.MsgProtoDecoder;
import io.standfast.codecs.stan.PubAckDecoder;
import io.standfast.codecs.stan.PubMsgEncoder;
import io.standfast.codecs.stan.SubscriptionRequestEncoder;
import io.standfast.codecs.stan.SubscriptionResponseDecoder;

/**
 * NATS Streaming. The stamp is in the guid, which an acknowledgement repeats. Owned by the rig's threads: publishing
 * and receiving share nothing.
 */
final class StanDialect implements Dialect
{
    private static final String CLUSTER = "test-cluster";
    private static final String GUID_HEAD = "STAMP.";
    private static final int START_NEW = 0;
    private static final int START_FIRST = 4;
    private static final int SUBSCRIBE_BATCH = 256;
    private static final long FAREWELL_NS = TimeUnit.SECONDS.toNanos(5);
    // A client that comes again under its old name is asked for first.
    private static final AtomicInteger GENERATIONS = new AtomicInteger();

    private final int port;
    private final String name;
    private final String durable;
    private final PubAckDecoder ack = new PubAckDecoder();
    private boolean hasLeft;

    StanDialect(final int port)
    {
        this(port, "rig" + GENERATIONS.incrementAndGet() + "-", "");
    }

    /**
     * With names that another one can go on with.
     *
     * @param durable name of subscriptions, empty when they end with their client.
     */
    StanDialect(final int port, final String name, final String durable)
    {
        this.port = port;
        this.name = name;
        this.durable = durable;
    }

    static String channel(final int channel)
    {
        return "rig." + channel;
    }

    private String publisherId(final int number)
    {
        return name + "p" + number;
    }

    private String subscriberId(final int number)
    {
        return name + "s" + number;
    }

    @Override
    public Wire publisher(final int number, final int payload) throws IOException
    {
        return connect(publisherId(number), number, payload);
    }

    private Wire connect(final String id, final int number, final int payload) throws IOException
    {
        final Wire wire = new Wire(port, number, payload);
        final String inbox = "_INBOX." + id;
        wire.send("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB " + inbox + ".c.* 1\r\nSUB " + inbox +
            ".a 2\r\nSUB " + inbox + ".hb 3\r\nSUB " + inbox + ".m.* 4\r\n");
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length = new ConnectRequestEncoder().wrap(buffer, 0).clientId(id).heartbeatInbox(inbox + ".hb")
            .encodedLength();
        wire.send(command("_STAN.discover." + CLUSTER, inbox + ".c.0"), buffer.byteArray(), length);
        final String answer = new String(wire.awaitMessage(), US_ASCII);
        if (!answer.contains("_STAN.pub." + CLUSTER))
        {
            throw new IOException("not connected: " + answer);
        }
        return wire;
    }

    private static byte[] command(final String subject, final String reply)
    {
        return ("PUB " + subject + " " + reply + " ").getBytes(US_ASCII);
    }

    @Override
    public Head head(final int publisher, final int channel, final int payload)
    {
        final String id = publisherId(publisher);
        final String guid = GUID_HEAD + "0".repeat(STAMP_DIGITS);
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(payload + 512);
        final int length = new PubMsgEncoder().wrap(buffer, 0).clientId(id).guid(guid).subject(channel(channel)).data(
            new byte[payload]).encodedLength();
        final String line = "PUB _STAN.pub." + CLUSTER + "." + channel(channel) + " _INBOX." + id + ".a " + length +
            "\r\n";
        final byte[] head = Arrays.copyOf(line.getBytes(US_ASCII), line.length() + length - payload);
        buffer.getBytes(0, head, line.length(), length - payload);
        return new Head(head, new String(head, US_ASCII).indexOf(guid) + GUID_HEAD.length());
    }

    @Override
    public long ackStamp(final Wire wire) throws IOException
    {
        ack.wrap(wire.buffer(), wire.payloadOffset(), wire.payloadLength());
        if (ack.errorLength() > 0)
        {
            throw new IOException("publish refused: " + ack.error());
        }
        return Head.read(wire.buffer(), ack.guidOffset() + GUID_HEAD.length());
    }

    @Override
    public Subscriber subscriber(final int number, final int payload) throws IOException
    {
        return new StanSubscriber(connect(subscriberId(number), number, payload), subscriberId(number), durable);
    }

    @Override
    public void leave(final Wire wire, final boolean isSubscriber) throws IOException
    {
        final String id = isSubscriber ? subscriberId(wire.number()) : publisherId(wire.number());
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final int length = new CloseRequestEncoder().wrap(buffer, 0).clientId(id).encodedLength();
        wire.send(command("_STAN.close." + CLUSTER, "_INBOX." + id + ".c.0"), buffer.byteArray(), length);
        hasLeft = false;
        final long beginNs = System.nanoTime();
        while (!hasLeft && System.nanoTime() - beginNs < FAREWELL_NS)
        {
            wire.flush();
            wire.poll(each -> hasLeft |= each.sid() == Wire.REPLIES);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
        }
    }

    /** Subscriptions of one client, one a channel; each has an inbox of its own to which it acknowledges. */
    private static final class StanSubscriber implements Subscriber
    {
        private final Wire wire;
        private final String id;
        private final String durable;
        private final MsgProtoDecoder message = new MsgProtoDecoder();
        private final SubscriptionResponseDecoder response = new SubscriptionResponseDecoder();
        private final AckEncoder ack = new AckEncoder();
        private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[512]);
        private final int inboxLength;
        private byte[][] ackCommands = new byte[0][];
        private int confirmed;
        private int asked;
        private boolean isFromStart;

        StanSubscriber(final Wire wire, final String id, final String durable)
        {
            this.wire = wire;
            this.id = id;
            this.durable = durable;
            inboxLength = ("_INBOX." + id + ".m.").length();
        }

        @Override
        public Wire wire()
        {
            return wire;
        }

        @Override
        public void subscribe(final int channels, final boolean fromStart) throws IOException
        {
            ackCommands = new byte[channels][];
            isFromStart = fromStart;
            ask();
        }

        private void ask() throws IOException
        {
            while (asked < ackCommands.length && asked - confirmed < SUBSCRIBE_BATCH)
            {
                final int length = new SubscriptionRequestEncoder().wrap(scratch, 0).clientId(id).subject(channel(
                    asked)).inbox("_INBOX." + id + ".m." + asked).maxInFlight(MAX_IN_FLIGHT).ackWaitInSecs(ACK_WAIT_S)
                    .durableName(durable).startPosition(isFromStart ? START_FIRST : START_NEW).encodedLength();
                wire.send(command("_STAN.sub." + CLUSTER, "_INBOX." + id + ".c." + asked), scratch.byteArray(), length);
                asked++;
            }
        }

        @Override
        public boolean isReady()
        {
            return confirmed == ackCommands.length;
        }

        @Override
        public long onMessage() throws IOException
        {
            // _INBOX.ID.c.NUMBER and _INBOX.ID.m.NUMBER
            final int channel = (int) wire.decimal(wire.subjectOffset() + inboxLength, wire.subjectOffset() + wire
                .subjectLength());
            if (wire.sid() == Wire.REPLIES)
            {
                onConfirmed(channel);
                return NULL_STAMP;
            }
            message.wrap(wire.buffer(), wire.payloadOffset(), wire.payloadLength());
            final long stamp = wire.buffer().getLong(message.dataOffset(), ORDER);
            final int length = ack.wrap(scratch, 0).subject(wire.buffer(), message.subjectOffset(), message
                .subjectLength()).sequence(message.sequence()).encodedLength();
            wire.send(ackCommands[channel], scratch.byteArray(), length);
            return stamp;
        }

        private void onConfirmed(final int channel) throws IOException
        {
            response.wrap(wire.buffer(), wire.payloadOffset(), wire.payloadLength());
            if (response.errorLength() > 0)
            {
                throw new IOException("subscription refused: " + response.error());
            }
            ackCommands[channel] = ("PUB " + response.ackInbox() + " ").getBytes(US_ASCII);
            confirmed++;
            ask();
        }
    }
}
