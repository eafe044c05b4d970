package io.standfast.nats.gateway;

import io.standfast.codecs.log.CloseKind;
import io.standfast.nats.link.LinkHandler;
import io.standfast.nats.link.LinkMessage;
import io.standfast.replication.log.CommandPublisher;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what comes from the link to the adapter of its subject. Owned by the gateway thread.
 */
final class RequestRouter implements LinkHandler
{
    private static final Logger LOG = LoggerFactory.getLogger(RequestRouter.class);

    private final CommandPublisher commands;
    private final PendingPublishes pendingPublishes;
    private final GatewaySubjects subjects;
    private final NumberedInbox ackInboxes;
    private final NumberedInbox heartbeatInboxes;
    private final GatewayCounters counters;
    private final ErrorHandler errorHandler;
    private final Gates gates;
    private final Heartbeats heartbeats;
    private final PublishAdapter publishes;
    private final AckAdapter acks;
    private final ConnectAdapter connects;
    private final PingAdapter pings;
    private final SubscribeAdapter subscribes;
    private final UnsubscribeAdapter unsubscribes;
    private final CloseAdapter closes;

    RequestRouter(final GatewayParts parts, final GatewayContext context, final GatewayServices services)
    {
        commands = parts.commands();
        pendingPublishes = parts.pendingPublishes();
        subjects = parts.subjects();
        ackInboxes = parts.ackInboxes();
        heartbeatInboxes = parts.heartbeatInboxes();
        counters = context.counters();
        errorHandler = context.errorHandler();
        gates = services.gates();
        heartbeats = services.heartbeats();
        connects = services.connects();
        subscribes = services.subscribes();
        publishes = new PublishAdapter(parts, context);
        acks = new AckAdapter(parts, counters);
        pings = new PingAdapter(parts.clients(), heartbeats, parts.replies());
        unsubscribes = new UnsubscribeAdapter(parts);
        closes = new CloseAdapter(parts);
    }

    @Override
    public void onMessage(final LinkMessage message)
    {
        if (!gates.isServing())
        {
            // It was under way when the subjects were taken back; the client asks the next leader.
            return;
        }
        try
        {
            route(message);
        }
        catch (final RuntimeException ex)
        {
            // One request that breaks its adapter must not break the others; its client runs into its own timeout.
            counters.lost().increment();
            errorHandler.onError(ex);
        }
    }

    @Override
    public boolean isReady()
    {
        return commands.isReady() && pendingPublishes.isReady();
    }

    @Override
    public void onLinkUp(final String text)
    {
        LOG.info("{}", text);
    }

    @Override
    public void onLinkDown(final String text)
    {
        LOG.warn("{}", text);
    }

    private void route(final LinkMessage message)
    {
        final DirectBuffer subject = message.subject();
        if (GatewaySubjects.isPrefix(subjects.publishPrefix(), subject, 0, subject.capacity()))
        {
            publishes.onMessage(message);
            return;
        }
        final long subscriptionId = ackInboxes.number(subject, 0, subject.capacity());
        if (subscriptionId != NumberedInbox.NULL_NUMBER)
        {
            acks.onMessage(subscriptionId, message);
            return;
        }
        final long requestId = heartbeatInboxes.number(subject, 0, subject.capacity());
        if (requestId != NumberedInbox.NULL_NUMBER)
        {
            onAnswer(requestId, message);
            return;
        }
        counters.requests().increment();
        routeRequest(message, subject);
    }

    private void onAnswer(final long requestId, final LinkMessage message)
    {
        if (!heartbeats.onAnswer(requestId, message))
        {
            connects.onAnswer(requestId, message);
        }
    }

    private void routeRequest(final LinkMessage message, final DirectBuffer subject)
    {
        if (GatewaySubjects.isEqual(subjects.ping(), subject))
        {
            pings.onMessage(message);
        }
        else if (GatewaySubjects.isEqual(subjects.connect(), subject))
        {
            connects.onMessage(message);
        }
        else if (GatewaySubjects.isEqual(subjects.subscribe(), subject))
        {
            subscribes.onMessage(message);
        }
        else if (GatewaySubjects.isEqual(subjects.subClose(), subject))
        {
            unsubscribes.onMessage(CloseKind.CLOSE, message);
        }
        else if (GatewaySubjects.isEqual(subjects.unsubscribe(), subject))
        {
            unsubscribes.onMessage(CloseKind.UNSUBSCRIBE, message);
        }
        else if (GatewaySubjects.isEqual(subjects.close(), subject))
        {
            closes.onMessage(message);
        }
    }
}
