package io.standfast.nats.gateway;

import io.standfast.replication.log.CommandPublisher;
import org.agrona.concurrent.CachedNanoClock;

/**
 * What several parts of one gateway share.
 *
 * @param subjects         on which the gateway serves.
 * @param ackInboxes       of the subscriptions.
 * @param heartbeatInboxes for answers to the gateway's requests.
 * @param requestNumbers   of those requests.
 * @param commands         into the log.
 * @param replies          to clients.
 * @param pendingRequests  that wait for the engine.
 * @param pendingPublishes that wait for the engine.
 * @param clients          that are registered.
 * @param subscriptions    that are online.
 * @param linkClock        the time, which stands still while the link is not read: nobody is late then.
 * @param access           by the rights of connections.
 * @param trace            of messages.
 */
record GatewayParts(GatewaySubjects subjects, NumberedInbox ackInboxes, NumberedInbox heartbeatInboxes,
    RequestNumbers requestNumbers, CommandPublisher commands, ReplyPublisher replies, PendingRequests pendingRequests,
    PendingPublishes pendingPublishes, ClientRegistry clients, SubscriptionRegistry subscriptions,
    CachedNanoClock linkClock, AccessControl access, StreamTrace trace)
{
    static GatewayParts of(final GatewayContext context)
    {
        final long incarnation = context.incarnation();
        final GatewayCounters counters = context.counters();
        final GatewaySubjects subjects = new GatewaySubjects(context.discoverPrefix(), context.clusterId());
        final NumberedInbox heartbeatInboxes = NumberedInbox.heartbeats(incarnation);
        final CommandPublisher commands = new CommandPublisher(context.ingress(), incarnation,
            context.batchesInFlight(), context.messageSource().sealer());
        final StreamTrace trace = new StreamTrace();
        final ReplyPublisher replies = new ReplyPublisher(context.link(), subjects, counters, trace);
        final CachedNanoClock linkClock = new CachedNanoClock();
        linkClock.update(context.clock().nanoTime());
        return new GatewayParts(subjects, NumberedInbox.acks(incarnation), heartbeatInboxes,
            new RequestNumbers(heartbeatInboxes, context.wallClock().nanoTime()), commands, replies,
            new PendingRequests(commands, counters), new PendingPublishes(commands, replies,
                counters.publishTimes(), context.clock(), linkClock),
            new ClientRegistry(),
            new SubscriptionRegistry(), linkClock, new AccessControl(counters, linkClock), trace);
    }
}
