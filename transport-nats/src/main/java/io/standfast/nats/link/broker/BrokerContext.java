package io.standfast.nats.link.broker;

import javax.net.ssl.SSLContext;

/**
 * Settings of a {@link BrokerLink}.
 *
 * @param urls           of the NATS server or cluster.
 * @param credentials    to show.
 * @param tls            how, or null for none unless the server or a URL asks for it.
 * @param connectionName that the NATS server shows.
 * @param clusterId      of the streaming server, or null: then nobody asks for a twin.
 */
public record BrokerContext(String[] urls, BrokerCredentials credentials, Tls tls, String connectionName,
    String clusterId)
{
    /**
     * TLS to the broker.
     *
     * @param context    that knows whom to trust and which certificate to show.
     * @param serverName that must be in the broker's certificate, or null for the host that is connected to.
     * @param isVerified whether the broker's certificate and name are looked at.
     */
    public record Tls(SSLContext context, String serverName, boolean isVerified)
    {
        SSLContext forClient()
        {
            return isVerified ? BrokerTls.verifying(context, serverName) : context;
        }
    }
}
