package io.standfast.nats.link.listener;

import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * How a listener secures its wire. Immutable.
 *
 * @param context        with the server's certificate, and with whom it trusts when clients must show theirs.
 * @param isVerified     whether clients must show a certificate that is trusted.
 * @param timeoutNs      of a handshake.
 * @param protocols      versions of TLS.
 * @param cipherSuites   in Java's names, empty for Java's choice.
 * @param isFirst        whether the handshake comes before INFO.
 */
public record ListenerTls(SSLContext context, boolean isVerified, long timeoutNs, List<String> protocols,
    List<String> cipherSuites, boolean isFirst)
{
    /** Time for a handshake unless set otherwise, ns. */
    public static final long TIMEOUT_DEFAULT_NS = 2_000_000_000L;
    /** Versions of TLS unless set otherwise. */
    public static final List<String> PROTOCOLS_DEFAULT = List.of("TLSv1.3", "TLSv1.2");

    SSLEngine newEngine()
    {
        final SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        final SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols.toArray(new String[0]));
        if (!cipherSuites.isEmpty())
        {
            parameters.setCipherSuites(cipherSuites.toArray(new String[0]));
        }
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(isVerified);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
