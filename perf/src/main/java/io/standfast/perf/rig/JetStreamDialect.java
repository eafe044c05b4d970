package io.standfast.perf.rig;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JetStream: a stream on file, whose subjects are the channels. The stamp is in the subject to which a publish is
 * acknowledged. Owned by the rig's threads.
 */
final class JetStreamDialect implements Dialect
{
    private static final String STREAM = "RIG";
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(3);
    private static final Pattern LEADER = Pattern.compile("\"leader\":\"([^\"]+)\"");
    private static final byte[] NOTHING = {};
    private static final AtomicInteger GENERATIONS = new AtomicInteger();

    private final int port;
    private final String name = "rig" + GENERATIONS.incrementAndGet() + "-";

    JetStreamDialect(final int port)
    {
        this.port = port;
    }

    /**
     * Make the stream, as soon as the servers agree who does that.
     *
     * @param replicas 1 or 3.
     * @return server that leads it, empty for a server alone.
     */
    String createStream(final int replicas) throws IOException
    {
        final String config = "{\"name\":\"" + STREAM + "\",\"subjects\":[\"" + STREAM +
            ".>\"],\"storage\":\"file\",\"num_replicas\":" + replicas + "}";
        try (Wire wire = connect("admin", 0, 0))
        {
            final long beginNs = System.nanoTime();
            String answer = "";
            while (System.nanoTime() - beginNs < DEADLINE_NS)
            {
                answer = ask(wire, "STREAM.CREATE." + STREAM, config);
                if (answer.contains("\"config\"") || answer.contains("already in use"))
                {
                    return replicas == 1 ? "" : leader(wire, beginNs);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            throw new IOException("no stream: " + answer);
        }
    }

    private String leader(final Wire wire, final long beginNs) throws IOException
    {
        while (System.nanoTime() - beginNs < DEADLINE_NS)
        {
            final Matcher matcher = LEADER.matcher(ask(wire, "STREAM.INFO." + STREAM, ""));
            if (matcher.find())
            {
                return matcher.group(1);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new IOException("nobody leads the stream");
    }

    private String ask(final Wire wire, final String request, final String text) throws IOException
    {
        final byte[] payload = text.getBytes(US_ASCII);
        wire.send(("PUB $JS.API." + request + " _INBOX." + name + "admin0.c ").getBytes(US_ASCII), payload,
            payload.length);
        final byte[] answer = wire.tryAwaitMessage(ANSWER_NS);
        return answer == null ? "" : new String(answer, US_ASCII);
    }

    private Wire connect(final String kind, final int number, final int payload) throws IOException
    {
        final Wire wire = new Wire(port, number, payload);
        final String inbox = "_INBOX." + name + kind + number;
        wire.send("CONNECT {\"verbose\":false,\"pedantic\":false}\r\nSUB " + inbox + ".c 1\r\nSUB " + inbox +
            ".a.* 2\r\nSUB " + inbox + ".m 4\r\n");
        return wire;
    }

    @Override
    public Wire publisher(final int number, final int payload) throws IOException
    {
        return connect("p", number, payload);
    }

    @Override
    public Head head(final int publisher, final int channel, final int payload)
    {
        final String before = "PUB " + STREAM + "." + channel + " _INBOX." + name + "p" + publisher + ".a.";
        return new Head((before + "0".repeat(STAMP_DIGITS) + " " + payload + "\r\n").getBytes(US_ASCII), before
            .length());
    }

    @Override
    public long ackStamp(final Wire wire) throws IOException
    {
        final String answer = wire.payloadLength() < 3 || wire.buffer().getByte(wire.payloadOffset() + 2) == 'e' ? wire
            .buffer().getStringWithoutLengthAscii(wire.payloadOffset(), wire.payloadLength()) : null;
        if (answer != null)
        {
            throw new IOException("publish refused: " + answer);
        }
        return Head.read(wire.buffer(), wire.subjectOffset() + wire.subjectLength() - STAMP_DIGITS);
    }

    @Override
    public Subscriber subscriber(final int number, final int payload) throws IOException
    {
        return new JetStreamSubscriber(connect("s", number, payload), "_INBOX." + name + "s" + number);
    }

    @Override
    public void leave(final Wire wire, final boolean isSubscriber)
    {
        // A consumer without interest sends nothing and goes by itself.
    }

    /** One push consumer of the whole stream. */
    private static final class JetStreamSubscriber implements Subscriber
    {
        private final Wire wire;
        private final String inbox;
        // PUB, and the subject to which a message is acknowledged.
        private byte[] ackCommand = {'P', 'U', 'B', ' '};
        private boolean isReady;

        JetStreamSubscriber(final Wire wire, final String inbox)
        {
            this.wire = wire;
            this.inbox = inbox;
        }

        @Override
        public Wire wire()
        {
            return wire;
        }

        @Override
        public void subscribe(final int channels, final boolean isFromStart) throws IOException
        {
            final byte[] config = ("{\"stream_name\":\"" + STREAM + "\",\"config\":{\"deliver_subject\":\"" + inbox +
                ".m\",\"deliver_policy\":\"" + (isFromStart ? "all" : "new") +
                "\",\"ack_policy\":\"explicit\",\"max_ack_pending\":" + MAX_IN_FLIGHT + ",\"ack_wait\":" +
                TimeUnit.SECONDS.toNanos(ACK_WAIT_S) + "}}").getBytes(US_ASCII);
            wire.send(("PUB $JS.API.CONSUMER.CREATE." + STREAM + " " + inbox + ".c ").getBytes(US_ASCII), config,
                config.length);
        }

        @Override
        public boolean isReady()
        {
            return isReady;
        }

        @Override
        public long onMessage() throws IOException
        {
            if (wire.sid() == Wire.REPLIES)
            {
                final String answer = wire.buffer().getStringWithoutLengthAscii(wire.payloadOffset(), wire
                    .payloadLength());
                if (answer.contains("\"error\""))
                {
                    throw new IOException("no consumer: " + answer);
                }
                isReady = true;
                return NULL_STAMP;
            }
            final int length = wire.replyLength();
            if (ackCommand.length != length + 5)
            {
                ackCommand = new byte[length + 5];
                System.arraycopy("PUB ".getBytes(US_ASCII), 0, ackCommand, 0, 4);
                ackCommand[length + 4] = ' ';
            }
            wire.buffer().getBytes(wire.replyOffset(), ackCommand, 4, length);
            wire.send(ackCommand, NOTHING, 0);
            return wire.buffer().getLong(wire.payloadOffset(), ORDER);
        }
    }
}
