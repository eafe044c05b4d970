package io.standfast.nats.gateway;

import io.standfast.engine.EngineOutput;
import io.standfast.engine.NoticeLevel;
import io.standfast.replication.log.CommandPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the engine's events to whom they concern. Owned by the gateway thread.
 */
final class EventRouter implements EngineOutput
{
    private static final Logger LOG = LoggerFactory.getLogger(EventRouter.class);

    private final Gates gates;
    private final Heartbeats heartbeats;
    private final ConnectAdapter connects;
    private final SubscribeAdapter subscribes;
    private final DeliveryPublisher deliveries;
    private final CommandPublisher commands;
    private final PendingRequests pendingRequests;
    private final PendingPublishes pendingPublishes;
    private final ReplyPublisher replies;
    private final ClientRegistry clients;
    private final SubscriptionRegistry subscriptions;
    private final GatewayCounters counters;

    EventRouter(final GatewayParts parts, final GatewayServices services, final GatewayCounters counters)
    {
        gates = services.gates();
        heartbeats = services.heartbeats();
        connects = services.connects();
        subscribes = services.subscribes();
        deliveries = services.deliveries();
        commands = parts.commands();
        pendingRequests = parts.pendingRequests();
        pendingPublishes = parts.pendingPublishes();
        replies = parts.replies();
        clients = parts.clients();
        subscriptions = parts.subscriptions();
        this.counters = counters;
    }

    @Override
    public void onDeliver(final long subscriptionId, final long sequence, final long location,
        final int redeliveryCount)
    {
        if (gates.isServing())
        {
            deliveries.onDeliver(subscriptionId, sequence, location, redeliveryCount);
        }
    }

    @Override
    public void onPublishRefused(final long commandId, final int item, final String text)
    {
        if (gates.isServing())
        {
            pendingPublishes.onRefused(item, text);
        }
    }

    @Override
    public void onPublishResults(final long commandId, final int accepted, final int refused)
    {
        if (gates.isServing())
        {
            pendingPublishes.onResults(commandId, accepted, refused);
        }
    }

    @Override
    public void onAckResults(final long commandId, final int accepted, final int ignored)
    {
        if (gates.isServing())
        {
            commands.onBatchReply();
        }
    }

    @Override
    public void onDone(final long commandId)
    {
        final PendingRequest request = pendingRequests.remove(commandId);
        if (request == null)
        {
            return;
        }
        switch (request.kind())
        {
            case CLOSE_CLIENT :
                replies.closed(request.reply());
                break;

            case CLOSE_SUBSCRIPTION :
                replies.subscriptionClosed(request.reply());
                break;

            case ADMIN :
                request.outcome().complete(new AdminOutcome(AdminOutcome.Kind.DONE, "", 0, 0));
                break;

            case CONNECT, SUBSCRIBE, HEALTH, PROPOSAL :
                break;
        }
    }

    @Override
    public void onAdministered(final long commandId, final long affected, final long position)
    {
        final PendingRequest request = pendingRequests.remove(commandId);
        if (request != null)
        {
            request.outcome().complete(new AdminOutcome(AdminOutcome.Kind.DONE, "", affected, position));
        }
    }

    @Override
    public void onRefused(final long commandId, final String text)
    {
        gates.onRefused(commandId, text);
        final PendingRequest request = pendingRequests.remove(commandId);
        if (request == null)
        {
            if (gates.isServing())
            {
                pendingPublishes.onBatchRefused(commandId, text);
            }
            return;
        }
        switch (request.kind())
        {
            case CONNECT :
                connects.onRefused(request.attempt(), text);
                break;

            case CLOSE_CLIENT :
                replies.closeRefused(request.reply(), text);
                break;

            case SUBSCRIBE, CLOSE_SUBSCRIPTION :
                replies.subscriptionRefused(request.reply(), text);
                break;

            case PROPOSAL :
                LOG.warn("The configured limits or policies were refused: {}", text);
                break;

            case ADMIN :
                request.outcome().complete(new AdminOutcome(AdminOutcome.Kind.REFUSED, text, 0, 0));
                break;

            case HEALTH :
                break;
        }
    }

    @Override
    public void onConnected(final long commandId, final long clientKey)
    {
        final PendingRequest request = pendingRequests.remove(commandId);
        if (request != null)
        {
            connects.onConnected(request.attempt());
        }
    }

    @Override
    public void onClientIdInUse(final long commandId, final long clientKey)
    {
        final PendingRequest request = pendingRequests.remove(commandId);
        if (request != null)
        {
            connects.onClientIdInUse(request.attempt(), clientKey);
        }
    }

    @Override
    public void onSubscribed(final long commandId, final long subscriptionId)
    {
        final PendingRequest request = pendingRequests.remove(commandId);
        if (request != null)
        {
            subscribes.onSubscribed(request, subscriptionId);
        }
    }

    @Override
    public void onClientOpened(final ClientInfo info)
    {
        if (gates.isAnnounced())
        {
            final GatewayClient client = new GatewayClient(info);
            clients.add(client);
            heartbeats.onClientOpened(client);
            counters.clients().set(clients.size());
        }
    }

    @Override
    public void onClientClosed(final long clientKey)
    {
        clients.remove(clientKey);
        counters.clients().set(clients.size());
    }

    @Override
    public void onSubscriptionOpened(final SubscriptionInfo info)
    {
        if (gates.isAnnounced())
        {
            subscriptions.add(info.subscriptionId(), new GatewaySubscription(info));
            counters.subscriptions().set(subscriptions.size());
        }
    }

    @Override
    public void onSubscriptionClosed(final long subscriptionId)
    {
        subscriptions.remove(subscriptionId);
        counters.subscriptions().set(subscriptions.size());
    }

    @Override
    public void onGatesOpen(final long commandId, final long leadershipTermId)
    {
        gates.onGatesOpen(commandId, leadershipTermId);
        if (gates.isServing())
        {
            deliveries.onGatesOpen();
        }
    }

    @Override
    public void onNotice(final NoticeLevel level, final String text)
    {
        switch (level)
        {
            case DEBUG :
                LOG.debug(text);
                break;

            case INFO :
                LOG.info(text);
                break;

            case WARNING :
                LOG.warn(text);
                break;
        }
    }
}
