package io.standfast.engine;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

import io.standfast.codecs.ByteKeyMap;

/**
 * All registered clients by key, id and connection id. Owned by the engine thread.
 */
final class Clients
{
    private final TreeMap<Long, Client> byKey = new TreeMap<>();
    private final ByteKeyMap<Client> byId = new ByteKeyMap<>();
    private final ByteKeyMap<Client> byConnId = new ByteKeyMap<>();
    private final Long2ObjectHashMap<Client> bySession = new Long2ObjectHashMap<>();
    private long lastKey;

    long nextKey()
    {
        return ++lastKey;
    }

    long lastKey()
    {
        return lastKey;
    }

    void lastKey(final long key)
    {
        lastKey = key;
    }

    void add(final Client client)
    {
        byKey.put(client.clientKey(), client);
        byId.put(client.clientId(), client);
        if (client.connId().length > 0)
        {
            byConnId.put(client.connId(), client);
        }
        if (client.sessionId() != SessionInbox.NULL_SESSION)
        {
            bySession.put(client.sessionId(), client);
        }
    }

    void remove(final Client client)
    {
        byKey.remove(client.clientKey());
        byId.remove(client.clientId());
        if (client.connId().length > 0 && byConnId.get(client.connId()) == client)
        {
            byConnId.remove(client.connId());
        }
        if (client.sessionId() != SessionInbox.NULL_SESSION)
        {
            bySession.remove(client.sessionId());
        }
    }

    Client byKey(final long key)
    {
        return byKey.get(key);
    }

    Client byId(final byte[] id)
    {
        return byId.get(id);
    }

    Client byId(final DirectBuffer buffer, final int offset, final int length)
    {
        return byId.get(buffer, offset, length);
    }

    Client byConnId(final DirectBuffer buffer, final int offset, final int length)
    {
        return byConnId.get(buffer, offset, length);
    }

    /**
     * The client that a session of the Aeron door has registered.
     *
     * @param sessionId cluster session.
     * @return client, or null.
     */
    Client bySession(final long sessionId)
    {
        return bySession.get(sessionId);
    }

    int size()
    {
        return byKey.size();
    }

    /**
     * The client with the next higher key.
     *
     * @param key of another one, 0 for none.
     * @return client, or null when there is none.
     */
    Client after(final long key)
    {
        final Map.Entry<Long, Client> entry = byKey.higherEntry(key);
        return entry == null ? null : entry.getValue();
    }

    /**
     * Clients in the order of their keys.
     *
     * @return live view.
     */
    Collection<Client> all()
    {
        return byKey.values();
    }
}
