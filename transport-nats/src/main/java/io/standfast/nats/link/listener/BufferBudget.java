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
     * Come back within the limit: buffers in which nothing waits are freed, and if that is not enough, connections are
     * dropped: those that have not said who they are before others, of each the one that holds most first. Called
     * between two duty cycles, when nobody looks into a buffer.
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
        Connection greediest = greediest(connections);
        while (used > limit && greediest != null)
        {
            final long held = greediest.heldBytes();
            dropper.accept(greediest);
            LOG.warn(
                "slow consumer: connection {} held {} KiB of the {} KiB that all connections may hold together and " +
                    "was closed",
                greediest.id(), held / KIB, limit / KIB);
            work++;
            greediest = greediest(connections);
        }
        return work;
    }

    private static Connection greediest(final List<Connection> connections)
    {
        Connection greediest = null;
        for (int i = 0; i < connections.size(); i++)
        {
            final Connection each = connections.get(i);
            if (each.heldBytes() > 0 && (greediest == null || isBefore(each, greediest)))
            {
                greediest = each;
            }
        }
        return greediest;
    }

    private static boolean isBefore(final Connection one, final Connection other)
    {
        return one.isConnected() == other.isConnected() ? one.heldBytes() > other.heldBytes() : other.isConnected();
    }
}
