package io.standfast.server.bench;

import java.util.concurrent.TimeUnit;

/**
 * When each message is due: at a fixed rate over all clients in turn, whatever the server does. Immutable.
 */
final class RateSchedule
{
    /** As fast as the window lets. */
    static final long MAX = 0;

    private final long ratePerSecond;
    private final double intervalNs;
    private final int clients;

    RateSchedule(final long ratePerSecond, final int clients)
    {
        this.ratePerSecond = ratePerSecond;
        this.clients = clients;
        intervalNs = ratePerSecond == MAX ? 0 : (double) TimeUnit.SECONDS.toNanos(1) / ratePerSecond;
    }

    boolean isOpen()
    {
        return ratePerSecond != MAX;
    }

    /**
     * When a message is to be sent.
     *
     * @param client that sends it, from 0 on.
     * @param number how many that client sends before it.
     * @return ns from the begin.
     */
    long dueNs(final int client, final long number)
    {
        return (long) ((number * clients + client) * intervalNs);
    }

    /** Messages that are due within a time, of all clients. */
    long due(final long durationNs)
    {
        return isOpen() ? (long) Math.ceil(durationNs / intervalNs) : Long.MAX_VALUE;
    }

    /** How long so many messages of all clients take. */
    long durationNs(final long messages)
    {
        return isOpen() ? (long) (messages * intervalNs) : Long.MAX_VALUE;
    }
}
