package io.standfast.nats.gateway;

import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The registered clients by key and by connection id. Owned by the gateway thread.
 */
final class ClientRegistry
{
    private final Long2ObjectHashMap<GatewayClient> byKey = new Long2ObjectHashMap<>();
    private final Map<DirectBuffer, GatewayClient> byConnId = new HashMap<>();
    private final UnsafeBuffer lookup = new UnsafeBuffer(0, 0);

    void add(final GatewayClient client)
    {
        byKey.put(client.clientKey(), client);
        if (client.connId().length > 0)
        {
            byConnId.put(new UnsafeBuffer(client.connId()), client);
        }
    }

    void remove(final long clientKey)
    {
        final GatewayClient client = byKey.remove(clientKey);
        if (client != null)
        {
            byConnId.remove(new UnsafeBuffer(client.connId()), client);
        }
    }

    GatewayClient byKey(final long clientKey)
    {
        return byKey.get(clientKey);
    }

    GatewayClient byConnId(final DirectBuffer buffer, final int offset, final int length)
    {
        lookup.wrap(buffer, offset, length);
        return byConnId.get(lookup);
    }

    int size()
    {
        return byKey.size();
    }

    void clear()
    {
        byKey.clear();
        byConnId.clear();
    }
}
