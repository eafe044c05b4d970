package io.standfast.server.bench;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a server listens and who asks: {@code nats://host:port}, with {@code user:password@} or {@code token@} before
 * the host.
 *
 * @param host     name or address.
 * @param port     of it.
 * @param user     or null.
 * @param password or null.
 * @param token    or null.
 */
public record ServerAddress(String host, int port, String user, String password, String token)
{
    private static final int DEFAULT_PORT = 4222;
    private static final int LAST_PORT = 65_535;
    private static final String SCHEME = "nats";

    /**
     * Read an address.
     *
     * @param text as typed, the scheme may be missing.
     * @return address.
     * @throws IllegalArgumentException when it is none; the message never holds a password.
     */
    public static ServerAddress parse(final String text)
    {
        final URI uri;
        try
        {
            uri = new URI(text.contains("://") ? text : SCHEME + "://" + text);
        }
        catch (final URISyntaxException ex)
        {
            throw new IllegalArgumentException(expected(), ex);
        }
        if (!SCHEME.equals(uri.getScheme()))
        {
            throw new IllegalArgumentException(uri.getScheme() + ":// is not supported: only " + SCHEME +
                ":// (no TLS)");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > LAST_PORT ||
            !uri.getPath().isEmpty() && !uri.getPath().equals("/"))
        {
            throw new IllegalArgumentException(expected());
        }
        final int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        final String info = uri.getRawUserInfo();
        if (info == null)
        {
            return new ServerAddress(uri.getHost(), port, null, null, null);
        }
        final int colon = info.indexOf(':');
        return colon < 0 ? new ServerAddress(uri.getHost(), port, null, null, decode(info))
            : new ServerAddress(uri.getHost(), port, decode(info.substring(0, colon)),
                decode(info.substring(colon + 1)),
                null);
    }

    private static String expected()
    {
        return "expected nats://host:port, nats://user:password@host:port or nats://token@host:port";
    }

    private static String decode(final String text)
    {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * Whether it says who asks.
     *
     * @return true with a user or a token.
     */
    boolean hasCredentials()
    {
        return user != null || token != null;
    }

    /** Without user and password. */
    @Override
    public String toString()
    {
        return SCHEME + "://" + host + ":" + port;
    }
}
