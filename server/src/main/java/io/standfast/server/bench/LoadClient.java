package io.standfast.server.bench;

import io.standfast.codecs.stan.MsgProtoDecoder;
import io.standfast.codecs.stan.PubAckDecoder;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * One client of a measurement: sends what is due, and knows each message again when it is acknowledged or delivered.
 * Owned by the bench's thread.
 */
final class LoadClient implements AutoCloseable
{
    private static final long NEVER = Long.MAX_VALUE;
    /** Bytes that are given to the socket in one go. */
    private static final int BATCH_BYTES = 64 * 1024;
    /** Nothing is read while more waits for the socket: every delivery adds an acknowledgement. */
    private static final int PENDING_LIMIT = 1024 * 1024;
    /** Unanswered messages of all clients together in an open loop; one bit each. */
    private static final int OPEN_WINDOW = 4 * 1024 * 1024;
    private static final int LEAST_OPEN_WINDOW = 4 * 1024;

    private final BenchPlan plan;
    private final int index;
    private final StanConnection connection;
    private final PubAckDecoder ackDecoder = new PubAckDecoder();
    private final MsgProtoDecoder messageDecoder = new MsgProtoDecoder();
    private final boolean isRoundTrip;
    private Outstanding published;
    private Outstanding undelivered;
    private PublishFrame frame;
    private BenchSubscription[] subscriptions = new BenchSubscription[0];
    private RateSchedule schedule;
    private RateTally tally;
    private boolean isMeasuring;
    private boolean isEnded = true;
    private long beginNs;
    private long base;
    private long end;
    private long measuredFrom;
    private long heldUntilNs;
    private long noResponders;
    private long lastArrivalNs;
    private long liveSinceNs;
    private long clockOffsetNs;

    LoadClient(final BenchPlan plan, final int index)
    {
        this.plan = plan;
        this.index = index;
        isRoundTrip = plan.kind() == BenchPlan.Kind.ROUNDTRIP;
        connection = new StanConnection(plan.target(), plan.target().clientId(index, plan.load().clients()),
            this::onMessage);
    }

    /**
     * Connect, and get ready to publish.
     *
     * @param payload that all clients share.
     */
    void connect(final byte[] payload)
    {
        connection.connect();
        if (plan.kind() == BenchPlan.Kind.SUBSCRIBE)
        {
            return;
        }
        frame = new PublishFrame(connection, plan.target(), payload, isRoundTrip);
        final long tooMuch = frame.messageBytes() - connection.maxPayload();
        if (tooMuch > 0)
        {
            throw new BenchException("--size " + payload.length + " is a message of " + frame.messageBytes() +
                " bytes with what NATS Streaming adds, and " + plan.target().server() + " takes " + connection
                    .maxPayload() +
                " (max_payload): choose --size " + Math.max(0, payload.length - tooMuch) +
                " or less, or raise max_payload");
        }
    }

    /**
     * Subscribe to this client's channels.
     */
    void subscribe()
    {
        final Instant now = Instant.now();
        liveSinceNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        clockOffsetNs = liveSinceNs - System.nanoTime();
        final int channels = plan.target().channels();
        final int clients = plan.load().clients();
        final int count = isRoundTrip || clients >= channels ? 1 : (channels - index + clients - 1) / clients;
        subscriptions = new BenchSubscription[count];
        for (int i = 0; i < count; i++)
        {
            final String channel = plan.target().channel((index + i * clients) % channels);
            subscriptions[i] = new BenchSubscription(channel, !plan.subscription().queue().isEmpty());
            subscriptions[i].ackInbox(connection.lean(), connection.subscribe(plan.subscription(), channel, i));
        }
    }

    /**
     * Begin at another rate.
     *
     * @param next   to count in.
     * @param atNs   when the first message is due.
     * @param warmup messages of all clients that do not count; nothing counts before {@link #measure} without a rate.
     * @param total  messages of all clients, with those.
     */
    void begin(final RateTally next, final long atNs, final long warmup, final long total)
    {
        final int clients = plan.load().clients();
        final long numbered = published == null ? 0 : published.next();
        tally = next;
        beginNs = atNs;
        heldUntilNs = atNs;
        lastArrivalNs = atNs;
        noResponders = 0;
        schedule = new RateSchedule(next.rate(), clients);
        isMeasuring = false;
        isEnded = false;
        final int capacity = schedule.isOpen() ? Math.max(LEAST_OPEN_WINDOW, OPEN_WINDOW / clients)
            : 2 * plan.load().window();
        published = new Outstanding(capacity, !schedule.isOpen(), numbered);
        undelivered = new Outstanding(isRoundTrip ? capacity : 0, isRoundTrip && !schedule.isOpen(), numbered);
        base = numbered;
        end = schedule.isOpen() ? base + share(total) : plan.kind() == BenchPlan.Kind.SUBSCRIBE ? base : NEVER;
        measuredFrom = schedule.isOpen() ? base + share(warmup) : NEVER;
    }

    /** From now on what is sent counts; without a rate no more than this many messages of all clients. */
    void measure(final long count)
    {
        isMeasuring = true;
        if (!schedule.isOpen() && hasNext())
        {
            measuredFrom = published.next();
            end = measuredFrom + share(count);
        }
    }

    private long share(final long ofAll)
    {
        final int clients = plan.load().clients();
        return Math.max(0, (ofAll - index + clients - 1) / clients);
    }

    /**
     * Send what is due, as far as the socket and the window take it.
     *
     * @param nowNs time.
     * @return messages.
     */
    int sendDue(final long nowNs)
    {
        if (!connection.flush())
        {
            heldUntilNs = nowNs;
            return 0;
        }
        int count = 0;
        while (published.next() < end && connection.lean().pendingBytes() < BATCH_BYTES && dueNs(nowNs) - nowNs <= 0)
        {
            if (isWindowFull())
            {
                heldUntilNs = nowNs;
                break;
            }
            send(nowNs);
            count++;
        }
        connection.flush();
        return count;
    }

    private boolean isWindowFull()
    {
        if (published.isFull() || undelivered.isFull())
        {
            return true;
        }
        return !schedule.isOpen() && Math.max(published.count() - noResponders, undelivered.count()) >= plan.load()
            .window();
    }

    private void send(final long nowNs)
    {
        final long dueNs = dueNs(nowNs);
        final long number = published.add(nowNs);
        if (isRoundTrip)
        {
            undelivered.add(nowNs);
        }
        frame.write(connection.lean(), number, (int) ((isRoundTrip ? index : index + number) % plan.target()
            .channels()));
        final boolean isMeasured = number >= measuredFrom;
        tally.onSent(isMeasured);
        if (isMeasured && schedule.isOpen())
        {
            tally.onLag(nowNs - dueNs, heldUntilNs - dueNs >= 0);
        }
    }

    /** How long until the next message is due; for ever when the window is full or there is none. */
    long waitNs(final long nowNs)
    {
        return !hasNext() || isWindowFull() ? NEVER : Math.max(0, dueNs(nowNs) - nowNs);
    }

    private long dueNs(final long nowNs)
    {
        return schedule.isOpen() ? beginNs + schedule.dueNs(index, published.next() - base) : nowNs;
    }

    /** Receive what has come; how much that was. */
    int poll(final long nowNs)
    {
        return connection.lean().pendingBytes() > PENDING_LIMIT ? 0 : connection.poll(nowNs);
    }

    private void onMessage(final int sid, final DirectBuffer buffer, final int offset, final int length,
        final int status)
    {
        if (sid >= StanConnection.FIRST_SUBSCRIPTION)
        {
            onDelivery(subscriptions[sid - StanConnection.FIRST_SUBSCRIPTION], buffer, offset, length);
        }
        else if (isEnded)
        {
            return;
        }
        else if (status == StanConnection.NO_RESPONDERS)
        {
            noResponders++;
            tally.onNoResponders();
        }
        else
        {
            onAck(buffer, offset, length);
        }
    }

    private void onAck(final DirectBuffer buffer, final int offset, final int length)
    {
        if (!ackDecoder.wrap(buffer, offset, length))
        {
            throw new BenchException(plan.target().server() + " has sent something that is no PubAck");
        }
        final long number = frame.numberOfGuid(buffer, ackDecoder.guidOffset(), ackDecoder.guidLength());
        final long fromNs = fromNs(published, number);
        final boolean isExpected = published.remove(number);
        if (ackDecoder.errorLength() > 0)
        {
            tally.onRefused(ackDecoder.error());
            undelivered.remove(number);
        }
        else if (isExpected)
        {
            tally.onAcked(number >= measuredFrom);
            if (!isRoundTrip && number >= measuredFrom)
            {
                tally.onTime(connection.arrivalNs() - fromNs);
            }
        }
    }

    /** When a message was to be sent; without a rate, when it was sent. */
    private long fromNs(final Outstanding outstanding, final long number)
    {
        return schedule.isOpen() ? beginNs + schedule.dueNs(index, number - base) : outstanding.sentNs(number);
    }

    private void onDelivery(final BenchSubscription subscription, final DirectBuffer buffer, final int offset,
        final int length)
    {
        if (!messageDecoder.wrap(buffer, offset, length))
        {
            throw new BenchException(plan.target().server() + " has delivered something that is no message");
        }
        subscription.acknowledge(connection.lean(), messageDecoder.sequence());
        if (!isEnded && isRoundTrip)
        {
            onReturn();
        }
        else if (!isEnded)
        {
            onForeign(subscription);
        }
    }

    private void onReturn()
    {
        final long number = frame.numberOfPayload(messageDecoder.buffer(), messageDecoder.dataOffset(), messageDecoder
            .dataLength());
        if (number < base)
        {
            return;
        }
        final long fromNs = fromNs(undelivered, number);
        if (!undelivered.remove(number))
        {
            tally.onRedelivered();
        }
        else if (number >= measuredFrom)
        {
            tally.onDelivered(messageDecoder.dataLength());
            tally.onTime(connection.arrivalNs() - fromNs);
        }
    }

    private void onForeign(final BenchSubscription subscription)
    {
        final long missing = subscription.missing(messageDecoder);
        final long nowNs = connection.arrivalNs();
        if (isMeasuring)
        {
            if (messageDecoder.redelivered())
            {
                tally.onRedelivered();
            }
            else
            {
                tally.onMissing(missing);
                tally.onDelivered(messageDecoder.dataLength());
            }
            tally.onGap(nowNs - lastArrivalNs);
            if (messageDecoder.timestamp() >= liveSinceNs && !messageDecoder.redelivered())
            {
                tally.onTime(nowNs + clockOffsetNs - messageDecoder.timestamp());
            }
        }
        lastArrivalNs = nowNs;
    }

    /** Whether there is a rate. */
    boolean isOpen()
    {
        return schedule.isOpen();
    }

    /** Whether it has something to send, now or later. */
    boolean hasNext()
    {
        return published.next() < end;
    }

    /** Whether it waits for an answer, or for a delivery. */
    boolean isWaiting()
    {
        return published.count() > noResponders || undelivered.count() > noResponders;
    }

    /**
     * Send nothing more.
     *
     * @param isCounted whether what is due and was not sent is counted.
     */
    void stopSending(final boolean isCounted)
    {
        if (hasNext())
        {
            tally.onLeft(0, 0, isCounted && schedule.isOpen() ? end - published.next() : 0);
            end = published.next();
        }
    }

    /** Count what has not come, and count nothing more. */
    void giveUp()
    {
        if (!isEnded)
        {
            isEnded = true;
            tally.onLeft(published.count(), undelivered.count(), 0);
        }
    }

    /** Tell the server that this client leaves; false when it cannot be told. */
    boolean askToClose()
    {
        try
        {
            return connection.requestClose();
        }
        catch (final BenchException ex)
        {
            return false;
        }
    }

    /** Whether the server answers that. */
    boolean isClosedWithin(final long timeoutNs)
    {
        try
        {
            return connection.awaitClose(timeoutNs);
        }
        catch (final BenchException ex)
        {
            return false;
        }
    }

    StanConnection connection()
    {
        return connection;
    }

    SocketChannel channel()
    {
        return connection.lean().channel();
    }

    @Override
    public void close()
    {
        connection.close();
    }
}
