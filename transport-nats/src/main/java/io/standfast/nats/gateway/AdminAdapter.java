package io.standfast.nats.gateway;

import io.standfast.replication.log.CommandPublisher;

/**
 * Puts operators' orders into the log, behind what clients sent before. Owned by the gateway thread.
 */
final class AdminAdapter
{
    private static final int ORDER_LIMIT = 4;

    private final AdminProxy proxy;
    private final Gates gates;
    private final CommandPublisher commands;
    private final PendingRequests pendingRequests;

    AdminAdapter(final AdminProxy proxy, final Gates gates, final GatewayParts parts)
    {
        this.proxy = proxy;
        this.gates = gates;
        this.commands = parts.commands();
        this.pendingRequests = parts.pendingRequests();
    }

    int doWork()
    {
        int orders = 0;
        while (orders < ORDER_LIMIT && (!gates.isServing() || commands.isReady()))
        {
            final AdminProxy.Waiting next = proxy.poll();
            if (next == null)
            {
                return orders;
            }
            orders++;
            if (!gates.isServing() || !pendingRequests.add(commands.administer(next.order()), PendingRequest.admin(next
                .outcome())))
            {
                next.outcome().complete(AdminOutcome.NOT_SERVING);
            }
        }
        return orders;
    }
}
