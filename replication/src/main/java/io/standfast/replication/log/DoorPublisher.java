package io.standfast.replication.log;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.standfast.codecs.door.ClientClosedEncoder;
import io.standfast.codecs.door.DoneEncoder;
import io.standfast.codecs.door.MessageEncoder;
import io.standfast.codecs.door.MessageHeaderEncoder;
import io.standfast.codecs.door.PublishAckEncoder;
import io.standfast.codecs.door.PublishGateEncoder;
import io.standfast.codecs.door.RefusedEncoder;
import io.standfast.codecs.door.SubscribedEncoder;
import io.standfast.codecs.door.SubscriptionClosedEncoder;
import io.standfast.codecs.door.WelcomeEncoder;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;
import io.standfast.engine.SessionInbox;
import io.standfast.engine.store.ChannelIndex;
import io.standfast.engine.store.StoreDamagedException;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;

/**
 * The engine's output: what concerns clients of the Aeron door goes straight to their sessions, the rest to the gateway
 * by the {@link EventPublisher}. Silent on followers. Owned by the engine thread; whatever a client does or does not,
 * it does not wait, and the engine's state does not depend on it.
 */
public final class DoorPublisher implements EngineOutput
{
    /** Bytes that one client may publish while a disk is low: it may not have heard of it yet. */
    private static final long REFUSED_LIMIT = 16L * 1024 * 1024;
    private static final int TEXT_LENGTH_LIMIT = 1024;
    /** Events that have waited, for one client at a time. */
    private static final int DRAIN_LIMIT = 64;
    private static final long SEALED_SAY_AFTER_NS = TimeUnit.SECONDS.toNanos(5);
    private static final Logger LOG = LoggerFactory.getLogger(DoorPublisher.class);

    private final EventPublisher next;
    private final BooleanSupplier isPublishStopped;
    private final int queueCapacity;
    private final DoorCounters counters;
    private final Long2ObjectHashMap<DoorSession> sessions = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<DoorSession> byClient = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<DoorSubscription> subscriptions = new Long2ObjectHashMap<>();
    private final ArrayList<DoorSession> waiting = new ArrayList<>();
    private final LongArrayList failed = new LongArrayList();
    private final StoredMessage stored = new StoredMessage();
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(16 * 1024);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final WelcomeEncoder welcome = new WelcomeEncoder();
    private final PublishAckEncoder publishAck = new PublishAckEncoder();
    private final SubscribedEncoder subscribed = new SubscribedEncoder();
    private final DoneEncoder done = new DoneEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();
    private final MessageEncoder message = new MessageEncoder();
    private final SubscriptionClosedEncoder subscriptionClosed = new SubscriptionClosedEncoder();
    private final ClientClosedEncoder clientClosed = new ClientClosedEncoder();
    private final PublishGateEncoder publishGate = new PublishGateEncoder();

    private final DoorSession.Deliveries deliveries = this::trySendWaiting;
    private Engine engine;
    private StoreReader reader;
    private Cluster cluster;
    private DoorSession current;
    private int entryLength;
    private boolean isDoorEntry;
    private boolean isLeading;
    private boolean isOpen;
    private boolean isPublishRefused;
    private long sealedSayAtNs = System.nanoTime();

    /**
     * An output that is silent until {@link #lead}.
     *
     * @param next          for what concerns the gateway.
     * @param isPublishStopped     whether publishes are to be refused.
     * @param queueCapacity bytes that may wait for one client, a power of two.
     * @param counters      to count in.
     */
    public DoorPublisher(final EventPublisher next, final BooleanSupplier isPublishStopped, final int queueCapacity,
        final DoorCounters counters)
    {
        this.next = next;
        this.isPublishStopped = isPublishStopped;
        this.queueCapacity = queueCapacity;
        this.counters = counters;
    }

    void start(final Cluster started, final Engine served)
    {
        cluster = started;
        engine = served;
        reader = served.log().newReader();
    }

    void lead()
    {
        closeAll();
        isLeading = true;
        isOpen = false;
        next.lead();
    }

    void follow()
    {
        closeAll();
        isLeading = false;
        isOpen = false;
        next.follow();
    }

    /**
     * An entry of a session is about to be applied: answers are for it.
     *
     * @param session     of the door.
     * @param lengthBytes of the entry.
     */
    void begin(final ClientSession session, final int lengthBytes)
    {
        isDoorEntry = true;
        entryLength = lengthBytes;
        current = isLeading ? session(session) : null;
    }

    /**
     * The entry has been applied.
     *
     * @param isTaken whether it was well-formed.
     */
    void end(final boolean isTaken)
    {
        if (current != null && !isTaken)
        {
            fail(current, "it sent what is no message of the door");
        }
        isDoorEntry = false;
        current = null;
    }

    /**
     * The session is over.
     *
     * @param sessionId cluster session.
     */
    void forget(final long sessionId)
    {
        final DoorSession session = sessions.remove(sessionId);
        if (session != null)
        {
            waiting.remove(session);
            session.close();
            counters.sessions(sessions.size());
        }
    }

    /**
     * Between two entries: send what waits, and say when the disk is low.
     *
     * @return amount of work done.
     */
    int doWork()
    {
        reader.publishEpoch();
        int work = 0;
        for (int i = waiting.size() - 1; i >= 0; i--)
        {
            final DoorSession session = waiting.get(i);
            work += session.drain(deliveries, DRAIN_LIMIT);
            if (session.failure() != null)
            {
                fail(session, session.failure());
            }
            if (!session.isWaiting())
            {
                waiting.remove(i);
            }
        }
        if (isLeading && isPublishRefused != isPublishStopped.getAsBoolean())
        {
            onDiskChanged();
        }
        return work;
    }

    /** Within an entry, when the cluster lets itself be asked: end the sessions of who is given up. */
    void closeFailed()
    {
        for (int i = failed.size() - 1; i >= 0; i--)
        {
            final long sessionId = failed.getLong(i);
            if (isLeading && cluster.getClientSession(sessionId) != null)
            {
                cluster.closeClientSession(sessionId);
            }
        }
        failed.clear();
    }

    boolean hasFailed()
    {
        return !failed.isEmpty();
    }

    @Override
    public void onDone(final long commandId)
    {
        if (!isDoorEntry)
        {
            next.onDone(commandId);
        }
        else if (current != null)
        {
            done.wrapAndApplyHeader(buffer, 0, header).correlationId(commandId);
            send(current, DoneEncoder.BLOCK_LENGTH);
        }
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        if (!isDoorEntry)
        {
            next.onRefused(commandId, text);
        }
        else if (current != null)
        {
            final byte[] bytes = bytes(text);
            refused.wrapAndApplyHeader(buffer, 0, header).correlationId(commandId).putText(bytes, 0, bytes.length);
            send(current, refused.encodedLength());
        }
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        if (!isDoorEntry)
        {
            next.onConnected(commandId, clientKey);
        }
        else if (current != null)
        {
            welcome.wrapAndApplyHeader(buffer, 0, header).correlationId(commandId).publishRefused(
                (short) (isPublishRefused ? 1 : 0));
            send(current, WelcomeEncoder.BLOCK_LENGTH);
        }
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        next.onClientIdInUse(commandId, clientKey);
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
        if (!isDoorEntry)
        {
            next.onSubscribed(commandId, subscriptionId);
        }
        else if (current != null)
        {
            subscribed.wrapAndApplyHeader(buffer, 0, header).correlationId(commandId).subscriptionId(subscriptionId);
            send(current, SubscribedEncoder.BLOCK_LENGTH);
        }
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
        if (!isDoorEntry)
        {
            next.onPublishRefused(commandId, item, text);
        }
        else if (current != null)
        {
            onPublished();
            final byte[] bytes = bytes(text);
            publishAck.wrapAndApplyHeader(buffer, 0, header).correlationId(commandId).putText(bytes, 0, bytes.length);
            send(current, publishAck.encodedLength());
        }
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refusedCount)
    {
        if (!isDoorEntry)
        {
            next.onPublishResults(commandId, accepted, refusedCount);
        }
        else if (current != null)
        {
            onPublished();
            publishAck.wrapAndApplyHeader(buffer, 0, header).correlationId(commandId).putText(buffer, 0, 0);
            send(current, publishAck.encodedLength());
        }
    }

    /** What is in the log is applied, however full the disk is; who goes on filling it is given up. */
    private void onPublished()
    {
        counters.published(entryLength);
        if (isPublishRefused && current.publishRefused(entryLength) > REFUSED_LIMIT)
        {
            fail(current, "it publishes although publishes are refused");
        }
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
        next.onAckResults(commandId, accepted, ignored);
    }

    /** The door has no such commands. */
    @Override
    public void onAdministered(final long commandId, final long affected, final long position)
    {
        next.onAdministered(commandId, affected, position);
    }

    @Override
    public void onClientOpened(final ClientInfo client)
    {
        final long sessionId = SessionInbox.sessionId(client.heartbeatInbox());
        if (sessionId == SessionInbox.NULL_SESSION)
        {
            next.onClientOpened(client);
            return;
        }
        final DoorSession session = isLeading ? session(cluster.getClientSession(sessionId)) : null;
        if (session != null)
        {
            session.clientId(new String(client.clientId(), US_ASCII));
            byClient.put(client.clientKey(), session);
            if (!isDoorEntry)
            {
                // It was another leader's: what that one has told it may be otherwise here.
                sendGate(session);
            }
        }
    }

    @Override
    public void onClientClosed(final long clientKey)
    {
        final DoorSession session = byClient.remove(clientKey);
        if (session == null)
        {
            next.onClientClosed(clientKey);
            return;
        }
        clientClosed.wrapAndApplyHeader(buffer, 0, header);
        send(session, ClientClosedEncoder.BLOCK_LENGTH);
    }

    @Override
    public void onSubscriptionOpened(final SubscriptionInfo info)
    {
        if (SessionInbox.sessionId(info.inbox()) == SessionInbox.NULL_SESSION)
        {
            next.onSubscriptionOpened(info);
            return;
        }
        final DoorSession session = byClient.get(info.clientKey());
        if (session != null)
        {
            subscriptions.put(info.subscriptionId(), new DoorSubscription(session, info.channelId()));
        }
    }

    @Override
    public void onSubscriptionClosed(final long subscriptionId)
    {
        final DoorSubscription subscription = subscriptions.remove(subscriptionId);
        if (subscription == null)
        {
            next.onSubscriptionClosed(subscriptionId);
            return;
        }
        subscriptionClosed.wrapAndApplyHeader(buffer, 0, header).subscriptionId(subscriptionId);
        send(subscription.session(), SubscriptionClosedEncoder.BLOCK_LENGTH);
    }

    @Override
    public void onDeliver(final long subscriptionId, final long sequence, final long location,
        final int redeliveryCount)
    {
        final DoorSubscription subscription = subscriptions.get(subscriptionId);
        if (subscription == null)
        {
            next.onDeliver(subscriptionId, sequence, location, redeliveryCount);
        }
        else if (isOpen && subscription.session().failure() == null)
        {
            final DoorSession session = subscription.session();
            if (session.isWaiting() || !trySend(subscription, subscriptionId, sequence, location, redeliveryCount))
            {
                session.enqueue(subscriptionId, sequence, redeliveryCount);
                onWaiting(session);
            }
        }
    }

    private boolean trySend(final DoorSubscription subscription, final long subscriptionId, final long sequence,
        final long location, final int redeliveryCount)
    {
        if (!isRead(subscription, sequence, location))
        {
            return true;
        }
        message.wrapAndApplyHeader(buffer, 0, header).subscriptionId(subscriptionId).sequence(sequence)
            .timestampNs(stored.timestampNs()).redeliveryCount(redeliveryCount)
            .putReply(stored.buffer(), stored.replyOffset(), stored.replyLength());
        buffer.putInt(message.limit(), stored.payloadLength(), LITTLE_ENDIAN);
        if (subscription.session().tryOffer(buffer, message.limit() + MessageEncoder.payloadHeaderLength(), stored
            .buffer(), stored.payloadOffset(), stored.payloadLength()))
        {
            counters.delivered(message.limit() + MessageEncoder.payloadHeaderLength() + stored.payloadLength());
            return true;
        }
        return false;
    }

    /** A message that has waited may lie elsewhere now, or be gone. */
    private boolean trySendWaiting(final long subscriptionId, final long sequence, final int redeliveryCount)
    {
        final DoorSubscription subscription = subscriptions.get(subscriptionId);
        final long location = subscription == null ? ChannelIndex.NULL_LOCATION
            : engine.location(subscription.channelId(), sequence);
        return location == ChannelIndex.NULL_LOCATION || trySend(subscription, subscriptionId, sequence, location,
            redeliveryCount);
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        isOpen = isLeading;
        next.onGatesOpen(commandId, leadershipTermId);
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
        next.onNotice(level, text);
    }

    /** What cannot be read now stays pending and comes again after its ack wait: the scrub may have mended it. */
    private boolean isRead(final DoorSubscription subscription, final long sequence, final long location)
    {
        try
        {
            return reader.read(location, subscription.channelId(), sequence, stored) && isPlain(subscription);
        }
        catch (final StoreDamagedException ex)
        {
            LOG.warn("a message cannot be sent to door client {}: {}", subscription.session().clientId(), ex
                .getMessage());
            return false;
        }
    }

    /** Said once in 5 s: they come again and again. */
    private boolean isPlain(final DoorSubscription subscription)
    {
        if (stored.keyId() != 0 && System.nanoTime() - sealedSayAtNs >= 0)
        {
            sealedSayAtNs = System.nanoTime() + SEALED_SAY_AFTER_NS;
            LOG.warn("message {} cannot be sent to door client {}: it is encrypted at rest, which the door cannot read",
                stored.sequence(), subscription.session().clientId());
        }
        return stored.keyId() == 0;
    }

    private DoorSession session(final ClientSession session)
    {
        if (session == null)
        {
            return null;
        }
        final DoorSession known = sessions.get(session.id());
        if (known != null)
        {
            return known;
        }
        final DoorSession opened = new DoorSession(session.id(), session.responseChannel(), session
            .responseStreamId(), cluster.aeron(), queueCapacity);
        sessions.put(session.id(), opened);
        counters.sessions(sessions.size());
        return opened;
    }

    private void send(final DoorSession session, final int bodyLength)
    {
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
        if (session.failure() == null && (session.isWaiting() || !session.tryOffer(buffer, length)))
        {
            session.enqueue(buffer, length);
            onWaiting(session);
        }
    }

    private void onWaiting(final DoorSession session)
    {
        if (session.failure() != null)
        {
            fail(session, session.failure());
        }
        else if (!waiting.contains(session))
        {
            waiting.add(session);
        }
    }

    private void fail(final DoorSession session, final String reason)
    {
        session.fail(reason);
        if (session.tryReport())
        {
            failed.addLong(session.sessionId());
            counters.dropped();
            LOG.warn("door client {} (session {}) is dropped: {}", session.clientId(), session.sessionId(), reason);
        }
    }

    private void onDiskChanged()
    {
        isPublishRefused = !isPublishRefused;
        for (final DoorSession session : sessions.values())
        {
            session.forgetRefused();
            sendGate(session);
        }
    }

    private void sendGate(final DoorSession session)
    {
        publishGate.wrapAndApplyHeader(buffer, 0, header).publishRefused((short) (isPublishRefused ? 1 : 0));
        send(session, PublishGateEncoder.BLOCK_LENGTH);
    }

    private void closeAll()
    {
        sessions.values().forEach(DoorSession::close);
        sessions.clear();
        byClient.clear();
        subscriptions.clear();
        waiting.clear();
        failed.clear();
        isPublishRefused = false;
        counters.sessions(0);
    }

    private static byte[] bytes(final String text)
    {
        final byte[] bytes = text.getBytes(UTF_8);
        return bytes.length <= TEXT_LENGTH_LIMIT ? bytes : Arrays.copyOf(bytes, TEXT_LENGTH_LIMIT);
    }

    /**
     * What is to be known of a subscription of the door.
     *
     * @param session   to send to.
     * @param channelId of the channel.
     */
    private record DoorSubscription(DoorSession session, int channelId)
    {
    }
}
