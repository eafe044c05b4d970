package io.standfast.nats.gateway;

import io.standfast.codecs.stan.AckDecoder;
import io.standfast.nats.link.LinkMessage;
import io.standfast.replication.log.CommandPublisher;
import org.agrona.DirectBuffer;

/**
 * Acks, STAN-SPEC 1.12: never answered, ignored when nothing is known of the subscription. Owned by the gateway thread.
 */
final class AckAdapter
{
    private final CommandPublisher commands;
    private final SubscriptionRegistry subscriptions;
    private final GatewayCounters counters;
    private final ClientRegistry clients;
    private final AccessControl access;
    private final StreamTrace trace;
    private final AckDecoder decoder = new AckDecoder();

    AckAdapter(final GatewayParts parts, final GatewayCounters counters)
    {
        commands = parts.commands();
        subscriptions = parts.subscriptions();
        clients = parts.clients();
        access = parts.access();
        trace = parts.trace();
        this.counters = counters;
    }

    void onMessage(final long subscriptionId, final LinkMessage message)
    {
        counters.acks().increment();
        final DirectBuffer payload = message.payload();
        final GatewaySubscription subscription = subscriptions.byId(subscriptionId);
        if (subscription == null || !decoder.wrap(payload, 0, payload.capacity()) || !isOf(subscription))
        {
            counters.ignoredAcks().increment();
            if (trace.isOn())
            {
                trace.ignored(message);
            }
        }
        else if (!access.mayAck(message, subscription.channel(), clients.byKey(subscription.clientKey())))
        {
            counters.ignoredAcks().increment();
            counters.denied().increment();
        }
        else
        {
            trace(subscription);
            if (!commands.addAck(subscriptionId, decoder.sequence()))
            {
                counters.lost().increment();
            }
        }
    }

    private void trace(final GatewaySubscription subscription)
    {
        if (trace.isOn())
        {
            trace.acknowledged(subscription, clients.byKey(subscription.clientKey()), decoder.sequence());
        }
    }

    private boolean isOf(final GatewaySubscription subscription)
    {
        final byte[] channel = subscription.channelName();
        return channel.length == decoder.subjectLength() &&
            GatewaySubjects.isPrefix(channel, decoder.buffer(), decoder.subjectOffset(), channel.length);
    }
}
