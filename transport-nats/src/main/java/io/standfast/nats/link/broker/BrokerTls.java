package io.standfast.nats.link.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * A TLS context whose sockets also look at the name in the server's certificate, which jnats does not ask for.
 * Immutable.
 */
final class BrokerTls extends SSLContextSpi
{
    private final SSLContext context;
    private final String serverName;

    private BrokerTls(final SSLContext context, final String serverName)
    {
        this.context = context;
        this.serverName = serverName;
    }

    /**
     * Make a context that looks at names.
     *
     * @param context    that knows whom to trust.
     * @param serverName that must be in the certificate, or null for the host that is connected to.
     * @return context for jnats.
     */
    static SSLContext verifying(final SSLContext context, final String serverName)
    {
        return new SSLContext(new BrokerTls(context, serverName), context.getProvider(), context.getProtocol())
        {
        };
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory()
    {
        return new VerifyingFactory(context.getSocketFactory(), serverName);
    }

    @Override
    protected void engineInit(final KeyManager[] keys, final TrustManager[] trust, final SecureRandom random)
        throws KeyManagementException
    {
        throw new KeyManagementException("it has been set up already");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory()
    {
        return context.getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine()
    {
        return context.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(final String host, final int port)
    {
        return context.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext()
    {
        return context.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext()
    {
        return context.getClientSessionContext();
    }

    /**
     * Makes sockets that check names.
     */
    private static final class VerifyingFactory extends SSLSocketFactory
    {
        private final SSLSocketFactory factory;
        private final String serverName;

        private VerifyingFactory(final SSLSocketFactory factory, final String serverName)
        {
            this.factory = factory;
            this.serverName = serverName;
        }

        private static Socket verifying(final Socket socket)
        {
            final SSLSocket tls = (SSLSocket) socket;
            final SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            return tls;
        }

        private String name(final String host)
        {
            return serverName == null ? host : serverName;
        }

        @Override
        public Socket createSocket(final Socket socket, final String host, final int port, final boolean isAutoClosed)
            throws IOException
        {
            return verifying(factory.createSocket(socket, name(host), port, isAutoClosed));
        }

        @Override
        public Socket createSocket(final String host, final int port) throws IOException
        {
            return verifying(factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(final String host, final int port, final InetAddress local, final int localPort)
            throws IOException
        {
            return verifying(factory.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(final InetAddress host, final int port) throws IOException
        {
            return verifying(factory.createSocket(host, port));
        }

        @Override
        public Socket createSocket(final InetAddress host, final int port, final InetAddress local,
            final int localPort) throws IOException
        {
            return verifying(factory.createSocket(host, port, local, localPort));
        }

        @Override
        public String[] getDefaultCipherSuites()
        {
            return factory.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites()
        {
            return factory.getSupportedCipherSuites();
        }
    }
}
