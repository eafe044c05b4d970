package io.standfast.replication.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;

import io.aeron.DirectBufferVector;
import io.aeron.cluster.client.EgressListener;
import io.aeron.exceptions.AeronException;
import io.aeron.logbuffer.Header;
import io.standfast.codecs.door.AckEncoder;
import io.standfast.codecs.door.ClientClosedDecoder;
import io.standfast.codecs.door.CloseSubscriptionEncoder;
import io.standfast.codecs.door.DoneDecoder;
import io.standfast.codecs.door.HelloEncoder;
import io.standfast.codecs.door.MessageDecoder;
import io.standfast.codecs.door.MessageHeaderDecoder;
import io.standfast.codecs.door.MessageHeaderEncoder;
import io.standfast.codecs.door.PublishAckDecoder;
import io.standfast.codecs.door.PublishEncoder;
import io.standfast.codecs.door.PublishGateDecoder;
import io.standfast.codecs.door.RefusedDecoder;
import io.standfast.codecs.door.SubscribeEncoder;
import io.standfast.codecs.door.SubscribedDecoder;
import io.standfast.codecs.door.SubscriptionClosedDecoder;
import io.standfast.codecs.door.WelcomeDecoder;
import io.standfast.codecs.stan.StanErrors;

/**
 * A client of the Aeron door: publishes, subscribes and acks with NATS Streaming's semantics, without a thread of its
 * own and, once it is ready, without allocation. Owned by one thread, which calls {@link #poll} again and again, at
 * least once a second. Nothing blocks: what cannot be sent now is answered by a negative number and may be tried again.
 */
public final class StandfastClient implements AutoCloseable
{
    /** The stream takes nothing now: poll and try again. */
    public static final long BACK_PRESSURED = -1;
    /** The client is not registered, or waits for a leader: poll until it is ready. */
    public static final long NOT_READY = -2;
    /** Publishes are refused for a while: a disk of the cluster is almost full, or its nodes hold different states. */
    public static final long DISK_LOW = -3;
    /** The message is longer than the streams take, or than a server takes. */
    public static final long TOO_LONG = -4;
    /** The client is closed. */
    public static final long CLOSED = -5;
    /** Longest payload. */
    public static final int PAYLOAD_LENGTH_LIMIT = 1024 * 1024;

    private static final long HELLO_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final short CLOSE = 0;
    private static final short UNSUBSCRIBE = 1;

    private final ClientContext context;
    private final ClientListener listener;
    private final ClientSessionLink link;
    private final byte[] clientId;
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(16 * 1024);
    private final DirectBufferVector frontVector = new DirectBufferVector();
    private final DirectBufferVector payloadVector = new DirectBufferVector();
    private final DirectBufferVector[] publishVectors = {null, frontVector, payloadVector};
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final HelloEncoder hello = new HelloEncoder();
    private final PublishEncoder publish = new PublishEncoder();
    private final SubscribeEncoder subscribe = new SubscribeEncoder();
    private final AckEncoder ack = new AckEncoder();
    private final CloseSubscriptionEncoder closeSubscription = new CloseSubscriptionEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final WelcomeDecoder welcome = new WelcomeDecoder();
    private final PublishAckDecoder publishAck = new PublishAckDecoder();
    private final SubscribedDecoder subscribed = new SubscribedDecoder();
    private final DoneDecoder done = new DoneDecoder();
    private final RefusedDecoder refused = new RefusedDecoder();
    private final SubscriptionClosedDecoder subscriptionClosed = new SubscriptionClosedDecoder();
    private final PublishGateDecoder publishGate = new PublishGateDecoder();
    private final ReceivedMessage message = new ReceivedMessage();

    private ClientState state = ClientState.WAITING;
    private long lastCorrelationId;
    private long helloId;
    private long helloDueNs;
    private long registerDeadlineNs;
    private boolean isDiskLow;

    private StandfastClient(final ClientContext context)
    {
        context.check();
        this.context = context;
        listener = context.listener();
        clientId = context.clientId().getBytes(US_ASCII);
        link = new ClientSessionLink(context, new Egress());
    }

    /**
     * A client that connects when it is polled, and again whenever its session is lost.
     *
     * @param context with client id and listener.
     * @return client.
     */
    public static StandfastClient connect(final ClientContext context)
    {
        return new StandfastClient(context);
    }

    /**
     * Do what is to be done; the listener is called from here.
     *
     * @return amount of work done, 0 when the caller may wait a little.
     */
    public int poll()
    {
        if (state == ClientState.CLOSED)
        {
            return 0;
        }
        try
        {
            return step(System.nanoTime());
        }
        catch (final AeronException ex)
        {
            context.errorHandler().onError(ex);
            lose(ex.getMessage());
            return 1;
        }
    }

    /**
     * Where the client is.
     *
     * @return state.
     */
    public ClientState state()
    {
        return state;
    }

    /**
     * Whether publishes and subscribes are taken.
     *
     * @return true if so.
     */
    public boolean isReady()
    {
        return state == ClientState.READY;
    }

    /**
     * Publish a message.
     *
     * @param channel in UTF-8.
     * @param source  that holds the payload; it is copied.
     * @param offset  of the payload.
     * @param length  of the payload.
     * @return id that its {@link ClientListener#onPublishAck} carries, greater than 0, or a negative reason.
     */
    public long publish(final byte[] channel, final DirectBuffer source, final int offset, final int length)
    {
        if (state != ClientState.READY)
        {
            return notReady();
        }
        if (isDiskLow)
        {
            return DISK_LOW;
        }
        if (length > PAYLOAD_LENGTH_LIMIT)
        {
            return TOO_LONG;
        }
        final long correlationId = lastCorrelationId + 1;
        publish.wrapAndApplyHeader(buffer, 0, headerEncoder).correlationId(correlationId)
            .putChannel(channel, 0, channel.length).putReply(channel, 0, 0);
        buffer.putInt(publish.limit(), length, LITTLE_ENDIAN);
        final int front = publish.limit() + PublishEncoder.payloadHeaderLength();
        if (front + length > link.maxMessageLength())
        {
            return TOO_LONG;
        }
        frontVector.reset(buffer, 0, front);
        payloadVector.reset(source, offset, length);
        return sent(link.offer(publishVectors), correlationId);
    }

    /**
     * Subscribe.
     *
     * @param options of the subscription.
     * @return id that its {@link ClientListener#onSubscribed} or onRefused carries, or a negative reason.
     */
    public long subscribe(final SubscribeOptions options)
    {
        if (state != ClientState.READY)
        {
            return notReady();
        }
        final long correlationId = lastCorrelationId + 1;
        subscribe.wrapAndApplyHeader(buffer, 0, headerEncoder).correlationId(correlationId)
            .startSequence(options.startSequence()).startTimeDeltaNs(options.startTimeDeltaNs())
            .maxInFlight(options.maxInFlight()).ackWaitS(options.ackWaitS()).startPosition(options.startPosition())
            .putChannel(options.channel(), 0, options.channel().length)
            .putQueueGroup(options.queueGroup(), 0, options.queueGroup().length)
            .putDurableName(options.durableName(), 0, options.durableName().length);
        return send(subscribe.limit(), correlationId);
    }

    /**
     * Ack a message. An ack that is lost with a leader is no loss: the message comes again.
     *
     * @param subscriptionId of the subscription.
     * @param sequence       of the message.
     * @return a number greater than 0, or a negative reason.
     */
    public long ack(final long subscriptionId, final long sequence)
    {
        if (state != ClientState.READY)
        {
            return notReady();
        }
        ack.wrapAndApplyHeader(buffer, 0, headerEncoder).subscriptionId(subscriptionId).sequence(sequence);
        return send(ack.limit(), lastCorrelationId + 1);
    }

    /**
     * Close a subscription; a durable keeps its place.
     *
     * @param subscriptionId of the subscription.
     * @return id that its onDone or onRefused carries, or a negative reason.
     */
    public long closeSubscription(final long subscriptionId)
    {
        return closeSubscription(subscriptionId, CLOSE);
    }

    /**
     * Close a subscription; a durable is removed.
     *
     * @param subscriptionId of the subscription.
     * @return id that its onDone or onRefused carries, or a negative reason.
     */
    public long unsubscribe(final long subscriptionId)
    {
        return closeSubscription(subscriptionId, UNSUBSCRIBE);
    }

    /** Close session and client; durables stay. */
    @Override
    public void close()
    {
        state = ClientState.CLOSED;
        link.close();
    }

    private long closeSubscription(final long subscriptionId, final short kind)
    {
        if (state != ClientState.READY)
        {
            return notReady();
        }
        final long correlationId = lastCorrelationId + 1;
        closeSubscription.wrapAndApplyHeader(buffer, 0, headerEncoder).correlationId(correlationId)
            .subscriptionId(subscriptionId).kind(kind);
        return send(closeSubscription.limit(), correlationId);
    }

    private long notReady()
    {
        return state == ClientState.CLOSED ? CLOSED : NOT_READY;
    }

    private long send(final int length, final long correlationId)
    {
        return length > link.maxMessageLength() ? TOO_LONG : sent(link.offer(buffer, length), correlationId);
    }

    private long sent(final long result, final long correlationId)
    {
        if (result > 0)
        {
            lastCorrelationId = correlationId;
            context.doorbell().run();
            return correlationId;
        }
        return result;
    }

    private int step(final long nowNs)
    {
        switch (state)
        {
            case WAITING :
                if (link.tryOpen(nowNs))
                {
                    state = ClientState.CONNECTING;
                    registerDeadlineNs = nowNs + context.registerTimeoutNs();
                    return 1;
                }
                return 0;

            case CONNECTING :
                return connect(nowNs);

            case REGISTERING :
                return link.poll(nowNs) + register(nowNs) + look();

            case READY :
                return link.poll(nowNs) + look();

            case CLOSED :
                return 0;
        }
        throw new IllegalStateException("unknown state: " + state);
    }

    private int connect(final long nowNs)
    {
        if (!link.pollConnect(nowNs))
        {
            return 0;
        }
        state = ClientState.REGISTERING;
        helloDueNs = nowNs;
        return 1;
    }

    private int register(final long nowNs)
    {
        if (state != ClientState.REGISTERING || nowNs - helloDueNs < 0)
        {
            return 0;
        }
        hello.wrapAndApplyHeader(buffer, 0, headerEncoder).correlationId(lastCorrelationId + 1).putClientId(clientId,
            0, clientId.length);
        if (send(hello.limit(), lastCorrelationId + 1) > 0)
        {
            helloId = lastCorrelationId;
            helloDueNs = nowNs + HELLO_INTERVAL_NS;
        }
        return 1;
    }

    private int look()
    {
        if (state == ClientState.CLOSED)
        {
            link.close();
        }
        else if (link.isClosed())
        {
            lose("the session is closed");
            return 1;
        }
        return 0;
    }

    private void lose(final String reason)
    {
        final boolean isRefused = link.isRefused();
        final boolean wasOpen = state == ClientState.REGISTERING || state == ClientState.READY;
        link.giveUp(System.nanoTime());
        state = isRefused ? ClientState.CLOSED : ClientState.WAITING;
        if (isRefused)
        {
            link.close();
            listener.onRefused(0, reason);
        }
        else if (wasOpen)
        {
            listener.onDisconnected(reason);
        }
    }

    private void onWelcome()
    {
        if (state == ClientState.REGISTERING)
        {
            isDiskLow = welcome.publishRefused() != 0;
            state = ClientState.READY;
            listener.onReady();
        }
    }

    private void onRefused(final long correlationId, final String text)
    {
        if (state == ClientState.REGISTERING && correlationId == helloId)
        {
            if (!StanErrors.CLIENT_ID_ALREADY_REGISTERED.equals(text) || System.nanoTime() - registerDeadlineNs >= 0)
            {
                state = ClientState.CLOSED;
                listener.onRefused(correlationId, text);
            }
            return;
        }
        listener.onRefused(correlationId, text);
    }

    private static String text(final DirectBuffer source, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        source.getBytes(offset, bytes);
        return new String(bytes, UTF_8);
    }

    /**
     * Takes what the server sends, within {@link #poll}.
     */
    private final class Egress implements EgressListener
    {
        @Override
        public void onMessage(final long clusterSessionId, final long timestamp, final DirectBuffer source,
            final int offset, final int length, final Header aeronHeader)
        {
            header.wrap(source, offset);
            if (header.schemaId() == WelcomeDecoder.SCHEMA_ID && state != ClientState.CLOSED)
            {
                dispatch(source, offset);
            }
        }

        @Override
        public void onNewLeader(final long clusterSessionId, final long leadershipTermId, final int leaderMemberId,
            final String ingressEndpoints)
        {
            listener.onLeaderChanged();
        }

        private void dispatch(final DirectBuffer source, final int offset)
        {
            switch (header.templateId())
            {
                case PublishAckDecoder.TEMPLATE_ID :
                    onPublishAck(source, offset);
                    break;

                case MessageDecoder.TEMPLATE_ID :
                    listener.onMessage(message.wrap(source, offset, header));
                    break;

                case WelcomeDecoder.TEMPLATE_ID :
                    welcome.wrapAndApplyHeader(source, offset, header);
                    onWelcome();
                    break;

                case SubscribedDecoder.TEMPLATE_ID :
                    subscribed.wrapAndApplyHeader(source, offset, header);
                    listener.onSubscribed(subscribed.correlationId(), subscribed.subscriptionId());
                    break;

                case DoneDecoder.TEMPLATE_ID :
                    listener.onDone(done.wrapAndApplyHeader(source, offset, header).correlationId());
                    break;

                case RefusedDecoder.TEMPLATE_ID :
                    refused.wrapAndApplyHeader(source, offset, header);
                    onRefused(refused.correlationId(), text(source, refused.limit() + RefusedDecoder
                        .textHeaderLength(), refused.textLength()));
                    break;

                case SubscriptionClosedDecoder.TEMPLATE_ID :
                    listener.onSubscriptionClosed(subscriptionClosed.wrapAndApplyHeader(source, offset, header)
                        .subscriptionId());
                    break;

                case PublishGateDecoder.TEMPLATE_ID :
                    isDiskLow = publishGate.wrapAndApplyHeader(source, offset, header).publishRefused() != 0;
                    break;

                case ClientClosedDecoder.TEMPLATE_ID :
                    link.fail();
                    break;

                default :
                    break;
            }
        }

        private void onPublishAck(final DirectBuffer source, final int offset)
        {
            publishAck.wrapAndApplyHeader(source, offset, header);
            final int length = publishAck.textLength();
            listener.onPublishAck(publishAck.correlationId(), length == 0 ? null
                : text(source, publishAck.limit() + PublishAckDecoder.textHeaderLength(), length));
        }
    }
}
