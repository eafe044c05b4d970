package io.standfast.nats.gateway;

import org.agrona.collections.Long2ObjectHashMap;

/**
 * The online subscriptions by id. Owned by the gateway thread.
 */
final class SubscriptionRegistry
{
    private final Long2ObjectHashMap<GatewaySubscription> byId = new Long2ObjectHashMap<>();

    void add(final long subscriptionId, final GatewaySubscription subscription)
    {
        byId.put(subscriptionId, subscription);
    }

    void remove(final long subscriptionId)
    {
        byId.remove(subscriptionId);
    }

    GatewaySubscription byId(final long subscriptionId)
    {
        return byId.get(subscriptionId);
    }

    int size()
    {
        return byId.size();
    }

    void clear()
    {
        byId.clear();
    }
}
