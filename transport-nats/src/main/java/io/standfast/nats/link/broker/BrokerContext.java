package io.standfast.nats.link.broker;

import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import io.standfast.nats.tls.TlsFiles;

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
     * How the broker is spoken to. A URL may ask for TLS where no setting does: Java's authorities are trusted then.
     *
     * @return TLS, or null for none.
     */
    Tls requiredTls()
    {
        final boolean isAskedFor = Stream.of(urls).flatMap(each -> Stream.of(each.split(","))).anyMatch(
            each -> each.strip().startsWith("tls:"));
        return tls == null && isAskedFor ? new Tls(TlsFiles.NONE.newContext(), null, true) : tls;
    }

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
