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
 * is known, or the one that is does not answer, they are held for a moment, because an election takes less time than
 * clients wait for INFO; then they are sent away and try again. Owned by the gateway thread.
 */
final class Relay implements AutoCloseable
{
    /** Clients wait 2 s for INFO (jnats, node-nats); with this they reconnect instead of failing. */
    static final long HOLD_NS = TimeUnit.MILLISECONDS.toNanos(1500);

    /** Memory of those that have been quiet for so long is given back. */
    static final long QUIET_NS = TimeUnit.SECONDS.toNanos(1);

    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Selector selector;
    private final BufferBudget budget;
    private final ArrayDeque<RelayedConnection> held = new ArrayDeque<>();
    private final List<RelayedConnection> connections = new ArrayList<>();
    private InetSocketAddress leader;
    private long retryNs;
    private long quietNs;

    /**
     * A relay that knows no leader.
     *
     * @param selector of the gateway thread.
     * @param budget   of the listener.
     */
    Relay(final Selector selector, final BufferBudget budget)
    {
        this.selector = selector;
        this.budget = budget;
    }

    /**
     * Take a client in.
     *
     * @param client its socket, non-blocking.
     * @param nowNs  time of the duty cycle.
     */
    void accept(final SocketChannel client, final long nowNs)
    {
        final RelayedConnection connection = new RelayedConnection(client, nowNs + HOLD_NS, budget);
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
     * Another leader, or none: connections to the one before are closed, unless nothing has passed through them.
     *
     * @param address of the leader's relay port, or null while nobody else is known to lead.
     */
    void leader(final InetSocketAddress address)
    {
        if (address == null ? leader == null : address.equals(leader))
        {
            return;
        }
        leader = address;
        for (int i = connections.size() - 1; i >= 0; i--)
        {
            leaveLeader(connections.get(i));
        }
        connectHeld();
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
        for (int i = connections.size() - 1; i >= 0; i--)
        {
            if (connections.get(i).isOverdue(nowNs))
            {
                drop(connections.get(i));
                count++;
            }
        }
        if (nowNs - retryNs >= RETRY_NS)
        {
            retryNs = nowNs;
            count += sendAwayHeld(nowNs);
            connectHeld();
        }
        if (nowNs - quietNs >= QUIET_NS)
        {
            quietNs = nowNs;
            connections.forEach(RelayedConnection::freeWhenQuiet);
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
            if (key.isValid() && !connection.onReady(key))
            {
                leave(connection, key);
            }
        }
        catch (final IOException ex)
        {
            leave(connection, key);
        }
    }

    boolean isWaiting()
    {
        return !held.isEmpty();
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

    private int sendAwayHeld(final long nowNs)
    {
        int count = 0;
        // Once round: who may stay goes behind the others.
        for (int i = held.size(); i > 0; i--)
        {
            final RelayedConnection connection = held.poll();
            if (connection.isOverdue(nowNs))
            {
                connection.close();
                count++;
            }
            else
            {
                held.add(connection);
            }
        }
        return count;
    }

    private void connectHeld()
    {
        for (int i = leader == null ? 0 : held.size(); i > 0; i--)
        {
            connect(held.poll());
        }
    }

    private void connect(final RelayedConnection connection)
    {
        connections.add(connection);
        try
        {
            connection.connect(selector, leader);
        }
        catch (final IOException ex)
        {
            // No route to the leader.
            leaveLeader(connection);
        }
    }

    /** Client or leader is gone; a client whose leader is gone connects again, here or elsewhere. */
    private void leave(final RelayedConnection connection, final SelectionKey gone)
    {
        if (connection.isClient(gone))
        {
            drop(connection);
        }
        else
        {
            leaveLeader(connection);
        }
    }

    private void leaveLeader(final RelayedConnection connection)
    {
        if (connection.isUntouched())
        {
            connection.hold();
            connections.remove(connection);
            held.add(connection);
        }
        else
        {
            drop(connection);
        }
    }

    private void drop(final RelayedConnection connection)
    {
        connection.close();
        connections.remove(connection);
    }
}
