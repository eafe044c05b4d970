package io.standfast.nats.gateway;

import io.standfast.engine.store.StoreDamagedException;
import io.standfast.codecs.stan.MsgProtoEncoder;
import io.standfast.nats.link.NatsLink;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.NanoClock;

/**
 * Sends messages to subscriptions: the body is read from the store and encoded once, also for many receivers. The link
 * copies the encoded message once more because a frame is one piece and its receivers are not at the same place in
 * their streams. Owned by the gateway thread.
 */
final class DeliveryPublisher
{
    private static final int INITIAL_CAPACITY = 64 * 1024;
    private static final long NULL_LOCATION = Long.MIN_VALUE;

    private final SubscriptionRegistry subscriptions;
    private final ClientRegistry clients;
    private final StreamTrace trace;
    private final MessageSource source;
    private final NatsLink link;
    private final GatewayCounters counters;
    private final DeliveryBody body = new DeliveryBody();
    private final MsgProtoEncoder encoder = new MsgProtoEncoder();
    private final ExpandableDirectByteBuffer buffer = new ExpandableDirectByteBuffer(INITIAL_CAPACITY);

    private final DamagedChannels damagedChannels;
    private final HeldDeliveries held;
    private final NanoClock clock;
    private long encodedLocation = NULL_LOCATION;
    private long encodedSequence;
    private long encodedEpoch;
    private int encodedCount;
    private int encodedLength;

    DeliveryPublisher(final GatewayParts parts, final GatewayContext context)
    {
        subscriptions = parts.subscriptions();
        clients = parts.clients();
        trace = parts.trace();
        this.source = context.messageSource();
        this.link = context.link();
        this.counters = context.counters();
        clock = context.clock();
        damagedChannels = new DamagedChannels(source, clock);
        held = new HeldDeliveries(link, subscriptions, this::send);
    }

    void onDeliver(final long subscriptionId, final long sequence, final long location, final int redeliveryCount)
    {
        final GatewaySubscription subscription = subscriptions.byId(subscriptionId);
        if (subscription != null && !held.tryHold(subscriptionId, subscription, sequence, location, redeliveryCount))
        {
            send(subscription, sequence, location, redeliveryCount);
        }
    }

    /** Clients come back from now on; what is sent to them before goes out then. */
    void onGatesOpen()
    {
        held.open(clock.nanoTime());
    }

    int doWork(final long nowNs)
    {
        return held.doWork(nowNs);
    }

    private void send(final GatewaySubscription subscription, final long sequence, final long location,
        final int redeliveryCount)
    {
        if (damagedChannels.isBehind(subscription, sequence) ||
            !isEncoded(subscription, sequence, location, redeliveryCount) &&
                !tryEncode(subscription, sequence, location, redeliveryCount))
        {
            counters.unreadable().increment();
            return;
        }
        link.deliver(subscription.channel(), subscription.inbox(), buffer, 0, encodedLength);
        counters.onDelivery(encodedLength, redeliveryCount);
        if (trace.isOn())
        {
            trace.delivered(subscription, clients.byKey(subscription.clientKey()), sequence, redeliveryCount);
        }
    }

    void clear()
    {
        encodedLocation = NULL_LOCATION;
        held.clear();
    }

    private boolean isEncoded(final GatewaySubscription subscription, final long sequence, final long location,
        final int redeliveryCount)
    {
        return location == encodedLocation && sequence == encodedSequence && subscription.epoch() == encodedEpoch &&
            redeliveryCount == encodedCount;
    }

    private boolean tryEncode(final GatewaySubscription subscription, final long sequence, final long location,
        final int redeliveryCount)
    {
        encodedLocation = NULL_LOCATION;
        try
        {
            if (!source.read(location, subscription.channelId(), subscription.epoch(), sequence,
                subscription.channelName(), body))
            {
                return false;
            }
        }
        catch (final StoreDamagedException ex)
        {
            damagedChannels.add(subscription, sequence, location, ex);
            return false;
        }
        encodedLength = encoder.wrap(buffer, 0).sequence(sequence).subject(subscription.channelName())
            .reply(body.buffer(), body.replyOffset(), body.replyLength())
            .data(body.payloadBuffer(), body.payloadOffset(), body.payloadLength()).timestamp(body.timestampNs())
            .redelivered(redeliveryCount > 0).redeliveryCount(redeliveryCount).encodedLength();
        encodedLocation = location;
        encodedSequence = sequence;
        encodedEpoch = subscription.epoch();
        encodedCount = redeliveryCount;
        return true;
    }
}
