package io.standfast.server.http;

/**
 * How the NATS listener was set up. Immutable.
 *
 * @param host           that it is bound to.
 * @param port           that it is bound to, 0 while it is not.
 * @param isAuthRequired whether clients must say who they are.
 * @param maxConnections at most.
 * @param maxPayload     bytes.
 * @param maxPending     bytes that may wait for one client.
 * @param pingIntervalNs between two questions to a client that is quiet, ns.
 * @param httpPort       of these pages.
 */
public record ListenerFacts(String host, int port, boolean isAuthRequired, int maxConnections, int maxPayload,
    int maxPending, long pingIntervalNs, int httpPort)
{
}
