package io.standfast.nats.link.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a node that does not lead does with clients: their bytes go to the leader's listener and back. While no leader
 * is known they are held for a moment, because an election takes less time than clients wait for INFO; then they are
 * sent away and try again. Owned by the gateway thread.
 */
final class Relay implements AutoCloseable
{
    /** Clients wait 2 s for INFO (jnats, node-nats); with this they reconnect instead of failing. */
    static final long HOLD_NS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final Selector selector;
    private final ArrayDeque<RelayedConnection> held = new ArrayDeque<>();
    private final List<RelayedConnection> connections = new ArrayList<>();
    private InetSocketAddress leader;

    /**
     * A relay that knows no leader.
     *
     * @param selector of the gateway thread.
     */
    Relay(final Selector selector)
    {
        this.selector = selector;
    }

    /**
     * Take a client in.
     *
     * @param client its socket, non-blocking.
     * @param nowNs  time of the duty cycle.
     */
    void accept(final SocketChannel client, final long nowNs)
    {
        final RelayedConnection connection = new RelayedConnection(client, nowNs + HOLD_NS);
        if (leader == null)
        {
            held.add(connection);
        }
        else
        {
            connect(connection);
        }
    }

    /**
     * Another leader, or none: connections to the one before are closed.
     *
     * @param address of the leader's relay port, or null while nobody else is known to lead.
     */
    void leader(final InetSocketAddress address)
    {
        if (address == null ? leader == null : address.equals(leader))
        {
            return;
        }
        connections.forEach(RelayedConnection::close);
        connections.clear();
        leader = address;
        while (leader != null && !held.isEmpty())
        {
            connect(held.poll());
        }
    }

    /**
     * Take back a client that waits, because this node leads now.
     *
     * @return its socket, or null when nobody waits.
     */
    SocketChannel pollHeld()
    {
        final RelayedConnection connection = held.poll();
        if (connection == null)
        {
            return null;
        }
        connection.release();
        return connection.client();
    }

    /**
     * Send away who has waited long enough.
     *
     * @param nowNs time of the duty cycle.
     * @return how many.
     */
    int doWork(final long nowNs)
    {
        int count = 0;
        while (!held.isEmpty() && held.peek().isOverdue(nowNs))
        {
            held.poll().close();
            count++;
        }
        for (int i = connections.size() - 1; i >= 0; i--)
        {
            if (connections.get(i).isOverdue(nowNs))
            {
                drop(connections.get(i));
                count++;
            }
        }
        return count;
    }

    /**
     * A socket of a relayed connection is ready.
     *
     * @param key with the connection attached.
     */
    void onReady(final SelectionKey key)
    {
        final RelayedConnection connection = (RelayedConnection) key.attachment();
        try
        {
            if (connection.state() != RelayState.CLOSED && !connection.onReady(key))
            {
                drop(connection);
            }
        }
        catch (final IOException ex)
        {
            // Client or leader is gone: the client connects again, here or elsewhere.
            drop(connection);
        }
    }

    int size()
    {
        return held.size() + connections.size();
    }

    @Override
    public void close()
    {
        held.forEach(RelayedConnection::close);
        held.clear();
        connections.forEach(RelayedConnection::close);
        connections.clear();
    }

    private void connect(final RelayedConnection connection)
    {
        try
        {
            connection.connect(selector, leader);
            connections.add(connection);
        }
        catch (final IOException ex)
        {
            // No route to the leader, or the client has gone while it waited.
            connection.close();
        }
    }

    private void drop(final RelayedConnection connection)
    {
        connection.close();
        connections.remove(connection);
    }
}
