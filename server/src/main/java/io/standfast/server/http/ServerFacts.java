package io.standfast.server.http;

import java.time.OffsetDateTime;

/**
 * Who a server is, and how it is, at one moment. Immutable.
 *
 * @param clusterId of the server.
 * @param serverId  of this run of it.
 * @param version   of the server.
 * @param runtime   what it runs on.
 * @param state     STANDALONE, CLUSTERED, FAILED or SHUTDOWN.
 * @param role      Leader, Follower or Candidate; empty for a server alone.
 * @param nodeId    name of the node; empty for a server alone.
 * @param startTime of this run.
 * @param storeType as the original calls it.
 * @param traffic   of clients, through the gateway and the Aeron door.
 */
public record ServerFacts(String clusterId, String serverId, String version, String runtime, String state, String role,
    String nodeId, OffsetDateTime startTime, String storeType, Traffic traffic)
{
    /**
     * Messages and bytes since the start.
     *
     * @param inMsgs   publishes received.
     * @param inBytes  of those.
     * @param outMsgs  deliveries, also those that were repeated.
     * @param outBytes of those.
     */
    public record Traffic(long inMsgs, long inBytes, long outMsgs, long outBytes)
    {
    }
}
