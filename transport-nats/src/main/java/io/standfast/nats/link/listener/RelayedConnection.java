package io.standfast.nats.link.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import org.agrona.CloseHelper;

/**
 * One client whose bytes pass through this node to the leader's listener and back, unread: TLS and credentials are
 * between the client and the leader. Owned by the gateway thread.
 */
final class RelayedConnection implements AutoCloseable
{
    private static final int BUFFER_LIMIT = 128 * 1024;
    private static final int READ_AHEAD = 4 * 1024;

    private final SocketChannel client;
    private final long deadlineNs;
    private final ByteQueue toLeader;
    private final ByteQueue toClient;
    private SocketChannel leader;
    private SelectionKey clientKey;
    private SelectionKey leaderKey;
    private RelayState state = RelayState.HELD;
    private boolean hasPassed;
    private boolean isQuiet;

    /**
     * A client that waits.
     *
     * @param client     its socket, non-blocking, registered nowhere.
     * @param deadlineNs when it has waited long enough for a leader.
     * @param budget     that its memory comes out of.
     */
    RelayedConnection(final SocketChannel client, final long deadlineNs, final BufferBudget budget)
    {
        toLeader = new ByteQueue(BUFFER_LIMIT, budget);
        toClient = new ByteQueue(BUFFER_LIMIT, budget);
        this.client = client;
        this.deadlineNs = deadlineNs;
    }

    SocketChannel client()
    {
        return client;
    }

    RelayState state()
    {
        return state;
    }

    /**
     * Begin to connect to the leader.
     *
     * @param selector of the gateway thread.
     * @param address  of the leader's relay port.
     */
    void connect(final Selector selector, final InetSocketAddress address) throws IOException
    {
        state(RelayState.CONNECTING);
        leader = SocketChannel.open();
        leader.configureBlocking(false);
        leader.setOption(StandardSocketOptions.TCP_NODELAY, true);
        final boolean isConnected = leader.connect(address);
        leaderKey = leader.register(selector, SelectionKey.OP_CONNECT, this);
        clientKey = client.register(selector, 0, this);
        if (isConnected)
        {
            onConnected();
        }
    }

    /**
     * One of the sockets is ready.
     *
     * @param key of the socket.
     * @return false when the connection is over.
     */
    boolean onReady(final SelectionKey key) throws IOException
    {
        isQuiet = false;
        if (state == RelayState.CONNECTING)
        {
            if (leader.finishConnect())
            {
                onConnected();
            }
            return true;
        }
        final boolean isFromClient = key == clientKey;
        if (key.isReadable() && !read(isFromClient))
        {
            // What the other side has sent before is flushed as far as its socket takes it; NATS has no half-close.
            write(toLeader, leader);
            write(toClient, client);
            return false;
        }
        write(toLeader, leader);
        write(toClient, client);
        updateInterests();
        return true;
    }

    /**
     * Whether it has waited too long for a leader.
     *
     * @param nowNs time of the duty cycle.
     * @return true when the client is to be sent away, to try again.
     */
    boolean isOverdue(final long nowNs)
    {
        return state != RelayState.RELAYING && nowNs - deadlineNs >= 0;
    }

    /**
     * Keep no memory for nothing when nothing has happened since the last time that this was asked: one that is busy
     * keeps what it has, so that it takes none per message.
     */
    void freeWhenQuiet()
    {
        if (isQuiet)
        {
            toLeader.freeWhenEmpty();
            toClient.freeWhenEmpty();
        }
        isQuiet = true;
    }

    @Override
    public void close()
    {
        if (state != RelayState.CLOSED)
        {
            state(RelayState.CLOSED);
            CloseHelper.quietCloseAll(client, leader, toLeader, toClient);
        }
    }

    /**
     * Whether the client has not noticed yet that there was a leader: another one may take its place.
     *
     * @return true until a byte has come from either side.
     */
    boolean isUntouched()
    {
        return !hasPassed && state != RelayState.CLOSED;
    }

    /**
     * Whether a key is the client's.
     *
     * @param key of one of the two sockets.
     * @return false when it is the leader's.
     */
    boolean isClient(final SelectionKey key)
    {
        return key == clientKey;
    }

    /**
     * Let go of the leader and wait again; the deadline stays.
     */
    void hold()
    {
        state(RelayState.HELD);
        CloseHelper.quietClose(leader);
        if (clientKey != null && clientKey.isValid())
        {
            clientKey.interestOps(0);
        }
    }

    /**
     * Leave the client's socket to somebody else.
     */
    void release()
    {
        state(RelayState.CLOSED);
        CloseHelper.quietCloseAll(toLeader, toClient);
    }

    private void onConnected()
    {
        state(RelayState.RELAYING);
        updateInterests();
    }

    private boolean read(final boolean isFromClient) throws IOException
    {
        final ByteQueue queue = isFromClient ? toLeader : toClient;
        if (!queue.tryReserve(READ_AHEAD))
        {
            // Full, it waits for the other side; without memory it is over.
            return queue.length() + READ_AHEAD > BUFFER_LIMIT;
        }
        final int bytes = queue.readFrom(isFromClient ? client : leader);
        hasPassed |= bytes > 0;
        return bytes >= 0;
    }

    private static void write(final ByteQueue queue, final SocketChannel channel) throws IOException
    {
        if (queue.length() > 0)
        {
            queue.writeTo(channel);
        }
    }

    /**
     * A side is read only while what it says has room: a slow reader slows its writer, nothing else.
     */
    private void updateInterests()
    {
        interest(clientKey, toLeader, toClient);
        interest(leaderKey, toClient, toLeader);
    }

    private static void interest(final SelectionKey key, final ByteQueue in, final ByteQueue out)
    {
        final int wanted = (in.length() + READ_AHEAD <= BUFFER_LIMIT ? SelectionKey.OP_READ : 0) |
            (out.length() > 0 ? SelectionKey.OP_WRITE : 0);
        if (key.isValid() && key.interestOps() != wanted)
        {
            key.interestOps(wanted);
        }
    }

    private void state(final RelayState next)
    {
        assert state.canBecome(next) : state + " -> " + next;
        state = next;
    }
}
