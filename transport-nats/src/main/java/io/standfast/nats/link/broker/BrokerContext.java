package io.standfast.nats.link.broker;

/**
 * Settings of a {@link BrokerLink}.
 *
 * @param urls           of the NATS server or cluster.
 * @param user           name, or null.
 * @param password       of the user, or null.
 * @param token          instead of both, or null.
 * @param connectionName that the NATS server shows.
 * @param clusterId      of the streaming server, or null: then nobody asks for a twin.
 */
public record BrokerContext(String[] urls, String user, String password, String token, String connectionName,
    String clusterId)
{
}
