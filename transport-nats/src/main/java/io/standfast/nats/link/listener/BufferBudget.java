package io.standfast.nats.link.listener;

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of a listener may hold together in bytes that wait to be parsed or sent: many that are slow at
 * once must not take the memory of all. Owned by the gateway thread.
 */
final class BufferBudget
{
    private static final Logger LOG = LoggerFactory.getLogger(BufferBudget.class);
    private static final long KIB = 1024;
    /** Part of the limit that those may hold together who have not said who they are. */
    private static final int STRANGERS_PART = 8;

    private final long limit;
    private final long hardLimit;
    private long used;

    /**
     * A budget of which nothing is used.
     *
     * @param limit bytes; between two looks a quarter more may be taken.
     */
    BufferBudget(final long limit)
    {
        this.limit = limit;
        hardLimit = limit + limit / 4;
    }

    boolean tryTake(final int bytes)
    {
        if (used + bytes > hardLimit)
        {
            return false;
        }
        used += bytes;
        return true;
    }

    void give(final int bytes)
    {
        used -= bytes;
    }

    /**
     * Bytes that are taken.
     *
     * @return bytes.
     */
    long used()
    {
        return used;
    }

    /**
     * Whether nothing is left but what is kept for those who have said who they are: no others are read then, so that
     * a flood of them takes nothing from who is being served.
     *
     * @return true if so.
     */
    boolean isSpent()
    {
        return used > limit;
    }

    /**
     * Come back within the limit: buffers in which nothing waits are freed, and if that is not enough, connections are
     * dropped, of those that hold more than their share the one that holds most first. Those that have not said who
     * they are have an eighth together: a flood of them pushes out nobody else, and who does not read what it is sent
     * does not keep out who comes. Called between two duty cycles, when nobody looks into a buffer.
     *
     * @param connections of the listener.
     * @param dropper     closes a connection, which gives its bytes back.
     * @return amount of work done.
     */
    int relieve(final List<Connection> connections, final Consumer<Connection> dropper)
    {
        if (used <= limit)
        {
            return 0;
        }
        for (int i = 0; i < connections.size(); i++)
        {
            connections.get(i).freeEmptyBuffers();
        }
        int work = 1;
        long strangers = heldByStrangers(connections);
        Connection greediest = greediest(connections, strangers);
        while (used > limit && greediest != null)
        {
            final long held = greediest.heldBytes();
            strangers -= greediest.isConnected() ? 0 : held;
            greediest.closeReason("Slow Consumer");
            dropper.accept(greediest);
            LOG.warn(
                "slow consumer: connection {} held {} KiB of the {} KiB that all connections may hold together and " +
                    "was closed",
                greediest.id(), held / KIB, limit / KIB);
            work++;
            greediest = greediest(connections, strangers);
        }
        return work;
    }

    private static long heldByStrangers(final List<Connection> connections)
    {
        long held = 0;
        for (int i = 0; i < connections.size(); i++)
        {
            held += connections.get(i).isConnected() ? 0 : connections.get(i).heldBytes();
        }
        return held;
    }

    private Connection greediest(final List<Connection> connections, final long strangers)
    {
        final boolean isStrangersTurn = strangers > limit / STRANGERS_PART;
        Connection greediest = null;
        for (int i = 0; i < connections.size(); i++)
        {
            final Connection each = connections.get(i);
            if (each.heldBytes() > 0 && (greediest == null || isBefore(each, greediest, isStrangersTurn)))
            {
                greediest = each;
            }
        }
        return greediest;
    }

    /** Of the group whose turn it is before the other one, and of one group who holds more. */
    private static boolean isBefore(final Connection one, final Connection other, final boolean isStrangersTurn)
    {
        return one.isConnected() == other.isConnected() ? one.heldBytes() > other.heldBytes()
            : other.isConnected() == isStrangersTurn;
    }
}
