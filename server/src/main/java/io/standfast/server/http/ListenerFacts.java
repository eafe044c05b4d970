package io.standfast.server.http;

/**
 * How the NATS listener was set up. Immutable.
 *
 * @param name           of the server, as clients are told it.
 * @param host           that it is bound to.
 * @param port           that it is bound to, 0 while it is not.
 * @param isAuthRequired whether clients must say who they are.
 * @param maxConnections at most.
 * @param maxPayload     bytes.
 * @param maxPending     bytes that may wait for one client.
 * @param pingIntervalNs between two questions to a client that is quiet, ns.
 * @param pingMax        questions that it may leave without an answer.
 * @param isTlsRequired  whether clients must encrypt.
 * @param httpPort       of these pages, 0 when they are encrypted.
 * @param httpsPort      of these pages, 0 when they are not encrypted.
 */
public record ListenerFacts(String name, String host, int port, boolean isAuthRequired, boolean isTlsRequired,
    int maxConnections, int maxPayload, int maxPending, long pingIntervalNs, int pingMax, int httpPort, int httpsPort)
{
}
