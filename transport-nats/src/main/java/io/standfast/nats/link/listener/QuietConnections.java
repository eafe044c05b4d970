package io.standfast.nats.link.listener;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks connections that have been quiet whether they live, and ends those that do not answer or never said who they
 * are; intervals and texts are nats-server's. Owned by the gateway thread.
 */
final class QuietConnections
{
    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CLOSING_LIMIT_NS = TimeUnit.SECONDS.toNanos(2);

    private final ListenerContext context;
    private final Consumer<Connection> changed;
    private final Consumer<Connection> dropper;
    private ListenerSecurity security;
    private long nextCheckNs;
    private boolean isStarted;

    /**
     * Nothing is checked yet.
     *
     * @param context with the intervals.
     * @param changed hears of connections that have something to flush.
     * @param dropper closes a connection at once and takes it out of the list.
     */
    QuietConnections(final ListenerContext context, final Consumer<Connection> changed,
        final Consumer<Connection> dropper)
    {
        this.context = context;
        this.changed = changed;
        this.dropper = dropper;
        security = context.security();
    }

    void security(final ListenerSecurity next)
    {
        security = next;
    }

    int doWork(final List<Connection> connections, final long nowNs)
    {
        if (isStarted && nowNs - nextCheckNs < 0)
        {
            return 0;
        }
        isStarted = true;
        nextCheckNs = nowNs + CHECK_INTERVAL_NS;
        int work = 0;
        for (int i = connections.size() - 1; i >= 0; i--)
        {
            work += check(connections.get(i), nowNs);
        }
        return work;
    }

    private int check(final Connection connection, final long nowNs)
    {
        final long quietNs = nowNs - connection.quietSinceNs();
        if (connection.isClosing())
        {
            return giveUp(connection, nowNs);
        }
        if (connection.isShakingHands())
        {
            return connection.isHandshakeOverdue(nowNs) ? end(connection, "TLS timeout") : 0;
        }
        if (security.authorization().isRequired() && !connection.isConnected())
        {
            // A word now and then is no proof; who waits for our verdict is not late.
            final boolean isInTime = nowNs - connection.openedNs() < security.timeoutNs();
            return isInTime || connection.isWaiting() ? 0 : end(connection, "Authentication Timeout");
        }
        if (quietNs < context.pingIntervalNs())
        {
            return 0;
        }
        if (connection.ping(nowNs) > context.maxPingsOut())
        {
            return end(connection, "Stale Connection");
        }
        changed.accept(connection);
        return 1;
    }

    /** Who does not take its last words does without them. */
    private int giveUp(final Connection connection, final long nowNs)
    {
        if (!connection.isClosingOverdue(nowNs, CLOSING_LIMIT_NS))
        {
            return 0;
        }
        dropper.accept(connection);
        return 1;
    }

    private int end(final Connection connection, final String text)
    {
        connection.error(text);
        connection.closeAfterFlush();
        changed.accept(connection);
        return 1;
    }
}
