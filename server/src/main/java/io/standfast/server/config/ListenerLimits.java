package io.standfast.server.config;

import io.standfast.nats.link.listener.ListenerContext;

/**
 * What the listener allows its clients, and how much of them trace lines show. Immutable.
 *
 * @param maxConnections at the same time.
 * @param maxPayload     bytes of a message.
 * @param maxPending     bytes that may wait for one client.
 * @param pingIntervalNs quiet time after which a client is asked whether it lives.
 * @param pingMax        questions that it may leave without an answer.
 * @param maxTraced      bytes of a message in trace lines.
 */
public record ListenerLimits(int maxConnections, int maxPayload, int maxPending, long pingIntervalNs, int pingMax,
    int maxTraced)
{
    /** When nobody says anything. */
    public static final ListenerLimits DEFAULT = new ListenerLimits(ListenerContext.MAX_CONNECTIONS_DEFAULT,
        ListenerContext.MAX_PAYLOAD_DEFAULT, ListenerContext.MAX_PENDING_DEFAULT, 120_000_000_000L,
        ListenerContext.MAX_PINGS_OUT_DEFAULT, 0);

    ListenerContext applyTo(final ListenerContext context)
    {
        return context.maxConnections(maxConnections).maxPayload(maxPayload).maxPendingBytes(maxPending)
            .pingIntervalNs(pingIntervalNs).maxPingsOut(pingMax).maxTracedBytes(maxTraced);
    }
}
