package io.standfast.replication.log;

import io.standfast.codecs.log.AckResultsEncoder;
import io.standfast.codecs.log.AdministeredEncoder;
import io.standfast.codecs.log.ClientClosedEncoder;
import io.standfast.codecs.log.ClientIdInUseEncoder;
import io.standfast.codecs.log.ClientOpenedEncoder;
import io.standfast.codecs.log.ConnectedEncoder;
import io.standfast.codecs.log.DeliverEncoder;
import io.standfast.codecs.log.DoneEncoder;
import io.standfast.codecs.log.GatesOpenEncoder;
import io.standfast.codecs.log.NoticeEncoder;
import io.standfast.codecs.log.PublishRefusedEncoder;
import io.standfast.codecs.log.PublishResultsEncoder;
import io.standfast.codecs.log.RefusedEncoder;
import io.standfast.codecs.log.SubscribedEncoder;
import io.standfast.codecs.log.SubscriptionClosedEncoder;
import io.standfast.codecs.log.SubscriptionOpenedEncoder;
import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * The engine's output on the leader: encodes events into the outbox. Owned by the engine thread.
 * <p>
 * It is silent until {@link #lead}; from then on it says which clients and subscriptions come and go, and the rest from
 * GatesOpen on: replies to an earlier leader's commands in the log's tail are not this gateway's. When the ring stays
 * full for longer than the limit, everything is dropped until the gateway, which sees {@link Outbox#isOverrun}, has
 * drained the ring and enters again by TermOpened; what is online is announced then, before its GatesOpen.
 */
public final class EventPublisher implements EngineOutput
{
    /** Longest wait for room in the ring unless set otherwise. */
    public static final long FULL_TIMEOUT_DEFAULT_NS = 1_000_000_000L;

    private static final int TEXT_LENGTH_LIMIT = 16 * 1024;

    private final Outbox outbox;
    private final OneToOneRingBuffer ring;
    private final MutableDirectBuffer buffer;
    private final IdleStrategy idleStrategy;
    private final NanoClock clock;
    private final long fullTimeoutNs;
    private final Runnable doorbell;

    private final AdministeredEncoder administered = new AdministeredEncoder();
    private final AckResultsEncoder ackResults = new AckResultsEncoder();
    private final ClientClosedEncoder clientClosed = new ClientClosedEncoder();
    private final ClientIdInUseEncoder clientIdInUse = new ClientIdInUseEncoder();
    private final ClientOpenedEncoder clientOpened = new ClientOpenedEncoder();
    private final ConnectedEncoder connected = new ConnectedEncoder();
    private final DeliverEncoder deliver = new DeliverEncoder();
    private final DoneEncoder done = new DoneEncoder();
    private final GatesOpenEncoder gatesOpen = new GatesOpenEncoder();
    private final NoticeEncoder notice = new NoticeEncoder();
    private final PublishRefusedEncoder publishRefused = new PublishRefusedEncoder();
    private final PublishResultsEncoder publishResults = new PublishResultsEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();
    private final SubscribedEncoder subscribed = new SubscribedEncoder();
    private final SubscriptionClosedEncoder subscriptionClosed = new SubscriptionClosedEncoder();
    private final SubscriptionOpenedEncoder subscriptionOpened = new SubscriptionOpenedEncoder();

    private boolean isLeading;
    private boolean isOpen;
    private boolean isOverrun;
    private long dropped;

    /**
     * A publisher that is silent until {@link #lead}.
     *
     * @param outbox        to write to.
     * @param idleStrategy  while the ring is full.
     * @param clock         for the limit of the wait; the engine's state does not depend on it.
     * @param fullTimeoutNs longest wait for room.
     * @param doorbell      wakes the gateway, called once a burst, any thread may call it.
     */
    public EventPublisher(final Outbox outbox, final IdleStrategy idleStrategy, final NanoClock clock,
        final long fullTimeoutNs, final Runnable doorbell)
    {
        this.outbox = outbox;
        this.ring = outbox.ring();
        this.buffer = ring.buffer();
        this.idleStrategy = idleStrategy;
        this.clock = clock;
        this.fullTimeoutNs = fullTimeoutNs;
        this.doorbell = doorbell;
    }

    /**
     * This node leads from now on.
     */
    public void lead()
    {
        isLeading = true;
        isOpen = false;
    }

    /**
     * This node follows from now on: nothing goes out.
     */
    public void follow()
    {
        isLeading = false;
        isOpen = false;
    }

    /**
     * Events that found the ring full for too long, or came between that and the gateway's return.
     *
     * @return number since the start.
     */
    public long dropped()
    {
        return dropped;
    }

    @Override
    public void onDone(final long commandId)
    {
        final int index = tryClaim(DoneEncoder.TEMPLATE_ID, DoneEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            done.wrap(buffer, index).commandId(commandId);
            commit(index);
        }
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        final byte[] bytes = bytes(text);
        final int length = RefusedEncoder.BLOCK_LENGTH + RefusedEncoder.textHeaderLength() + bytes.length;
        final int index = tryClaim(RefusedEncoder.TEMPLATE_ID, length);
        if (index > 0)
        {
            refused.wrap(buffer, index).commandId(commandId).putText(bytes, 0, bytes.length);
            commit(index);
        }
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        final int index = tryClaim(ConnectedEncoder.TEMPLATE_ID, ConnectedEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            connected.wrap(buffer, index).commandId(commandId).clientKey(clientKey);
            commit(index);
        }
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        final int index = tryClaim(ClientIdInUseEncoder.TEMPLATE_ID, ClientIdInUseEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            clientIdInUse.wrap(buffer, index).commandId(commandId).clientKey(clientKey);
            commit(index);
        }
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
        final int index = tryClaim(SubscribedEncoder.TEMPLATE_ID, SubscribedEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            subscribed.wrap(buffer, index).commandId(commandId).subscriptionId(subscriptionId);
            commit(index);
        }
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
        final byte[] bytes = bytes(text);
        final int length = PublishRefusedEncoder.BLOCK_LENGTH + PublishRefusedEncoder.textHeaderLength() + bytes.length;
        final int index = tryClaim(PublishRefusedEncoder.TEMPLATE_ID, length);
        if (index > 0)
        {
            publishRefused.wrap(buffer, index).commandId(commandId).item(item).putText(bytes, 0, bytes.length);
            commit(index);
        }
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refusedCount)
    {
        final int index = tryClaim(PublishResultsEncoder.TEMPLATE_ID, PublishResultsEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            publishResults.wrap(buffer, index).commandId(commandId).accepted(accepted).refused(refusedCount);
            commit(index);
        }
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
        final int index = tryClaim(AckResultsEncoder.TEMPLATE_ID, AckResultsEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            ackResults.wrap(buffer, index).commandId(commandId).accepted(accepted).ignored(ignored);
            commit(index);
        }
    }

    @Override
    public void onAdministered(final long commandId, final long affected, final long position)
    {
        final int index = tryClaim(AdministeredEncoder.TEMPLATE_ID, AdministeredEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            administered.wrap(buffer, index).commandId(commandId).affected(affected).position(position);
            commit(index);
        }
    }

    @Override
    public void onClientOpened(final ClientInfo client)
    {
        final byte[] clientId = client.clientId();
        final byte[] connId = client.connId();
        final byte[] inbox = client.heartbeatInbox();
        final int length = ClientOpenedEncoder.BLOCK_LENGTH + ClientOpenedEncoder.clientIdHeaderLength() +
            clientId.length + ClientOpenedEncoder.connIdHeaderLength() + connId.length +
            ClientOpenedEncoder.heartbeatInboxHeaderLength() + inbox.length;
        final int index = tryClaimChange(ClientOpenedEncoder.TEMPLATE_ID, length);
        if (index > 0)
        {
            clientOpened.wrap(buffer, index).clientKey(client.clientKey()).protocol(client.protocol())
                .putClientId(clientId, 0, clientId.length).putConnId(connId, 0, connId.length)
                .putHeartbeatInbox(inbox, 0, inbox.length);
            commit(index);
        }
    }

    @Override
    public void onClientClosed(final long clientKey)
    {
        final int index = tryClaimChange(ClientClosedEncoder.TEMPLATE_ID, ClientClosedEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            clientClosed.wrap(buffer, index).clientKey(clientKey);
            commit(index);
        }
    }

    @Override
    public void onSubscriptionOpened(final SubscriptionInfo subscription)
    {
        final byte[] channel = subscription.channelName();
        final byte[] inbox = subscription.inbox();
        final int length = SubscriptionOpenedEncoder.BLOCK_LENGTH +
            SubscriptionOpenedEncoder.channelNameHeaderLength() + channel.length +
            SubscriptionOpenedEncoder.inboxHeaderLength() + inbox.length;
        final int index = tryClaimChange(SubscriptionOpenedEncoder.TEMPLATE_ID, length);
        if (index > 0)
        {
            subscriptionOpened.wrap(buffer, index).subscriptionId(subscription.subscriptionId())
                .clientKey(subscription.clientKey()).channelId(subscription.channelId()).epoch(subscription.epoch())
                .ackWaitNs(subscription.ackWaitNs())
                .putChannelName(channel, 0, channel.length).putInbox(inbox, 0, inbox.length);
            commit(index);
        }
    }

    @Override
    public void onSubscriptionClosed(final long subscriptionId)
    {
        final int index = tryClaimChange(SubscriptionClosedEncoder.TEMPLATE_ID, SubscriptionClosedEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            subscriptionClosed.wrap(buffer, index).subscriptionId(subscriptionId);
            commit(index);
        }
    }

    @Override
    public void onDeliver(final long subscriptionId, final long sequence, final long location,
        final int redeliveryCount)
    {
        final int index = tryClaim(DeliverEncoder.TEMPLATE_ID, DeliverEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            deliver.wrap(buffer, index).subscriptionId(subscriptionId).sequence(sequence).location(location)
                .redeliveryCount(redeliveryCount);
            commit(index);
        }
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        final int index = tryClaimChange(GatesOpenEncoder.TEMPLATE_ID, GatesOpenEncoder.BLOCK_LENGTH);
        if (index > 0)
        {
            isOpen = true;
            gatesOpen.wrap(buffer, index).commandId(commandId).leadershipTermId(leadershipTermId);
            commit(index);
        }
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
        final byte[] bytes = bytes(text);
        final int length = NoticeEncoder.BLOCK_LENGTH + NoticeEncoder.textHeaderLength() + bytes.length;
        final int index = tryClaim(NoticeEncoder.TEMPLATE_ID, length);
        if (index > 0)
        {
            notice.wrap(buffer, index).level((short) level.code()).putText(bytes, 0, bytes.length);
            commit(index);
        }
    }

    private int tryClaim(final int templateId, final int length)
    {
        return isOpen ? awaitClaim(templateId, length) : drop();
    }

    private int tryClaimChange(final int templateId, final int length)
    {
        isOverrun = isOverrun && outbox.isOverrun();
        return isLeading && !isOverrun ? awaitClaim(templateId, length) : drop();
    }

    private int drop()
    {
        dropped += isOverrun ? 1 : 0;
        return OneToOneRingBuffer.INSUFFICIENT_CAPACITY;
    }

    /**
     * The one claim loop.
     *
     * @return index of the message in the ring's buffer, or a negative number when it is not to be written.
     */
    private int awaitClaim(final int templateId, final int length)
    {
        final int index = ring.tryClaim(templateId, length);
        return index > 0 ? index : awaitRoom(templateId, length);
    }

    private int awaitRoom(final int templateId, final int length)
    {
        final long deadlineNs = clock.nanoTime() + fullTimeoutNs;
        ringDoorbell();
        idleStrategy.reset();
        while (true)
        {
            final int index = ring.tryClaim(templateId, length);
            if (index > 0)
            {
                return index;
            }
            if (clock.nanoTime() - deadlineNs >= 0)
            {
                isOpen = false;
                isOverrun = true;
                outbox.overrun();
                return drop();
            }
            idleStrategy.idle();
        }
    }

    private void commit(final int index)
    {
        ring.commit(index);
        ringDoorbell();
    }

    private void ringDoorbell()
    {
        if (outbox.tryUnpark())
        {
            doorbell.run();
        }
    }

    private static byte[] bytes(final String text)
    {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= TEXT_LENGTH_LIMIT ? bytes : Arrays.copyOf(bytes, TEXT_LENGTH_LIMIT);
    }
}
