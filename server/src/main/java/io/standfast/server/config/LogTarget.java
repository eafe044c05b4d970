package io.standfast.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where log lines go. Immutable.
 *
 * @param kind      of target.
 * @param file      log file, null unless it is one.
 * @param sizeLimit bytes of the file after which a new one is begun, 0 for any.
 * @param remote    syslog elsewhere, null unless it is one.
 */
public record LogTarget(Kind kind, Path file, long sizeLimit, URI remote)
{
    /** Standard error. */
    public static final LogTarget STANDARD_ERROR = new LogTarget(Kind.STANDARD_ERROR, null, 0, null);
    /** Syslog of this machine. */
    public static final LogTarget SYSLOG = new LogTarget(Kind.SYSLOG, null, 0, null);

    private static final Set<String> SCHEMES = Set.of("udp", "tcp");
    private static final int SYSLOG_PORT = 514;

    /**
     * Kind of target.
     */
    public enum Kind
    {
        /** Standard error. */
        STANDARD_ERROR,
        /** A file. */
        FILE,
        /** Syslog of this machine. */
        SYSLOG,
        /** Syslog elsewhere. */
        REMOTE_SYSLOG
    }

    /**
     * A file.
     *
     * @param file      to append to.
     * @param sizeLimit bytes after which it is moved aside, 0 for any.
     * @return target.
     */
    public static LogTarget file(final Path file, final long sizeLimit)
    {
        return new LogTarget(Kind.FILE, file, sizeLimit, null);
    }

    /** Syslog elsewhere, as the operator wrote it. */
    static LogTarget remote(final String text)
    {
        final String problem = "remote_syslog \"" + text + "\": udp://host:port or tcp://host:port expected";
        try
        {
            final URI uri = URI.create(text);
            if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme()) || uri.getHost() == null)
            {
                throw new SettingsException(problem);
            }
            final int port = uri.getPort() < 0 ? SYSLOG_PORT : uri.getPort();
            return new LogTarget(Kind.REMOTE_SYSLOG, null, 0, URI.create(uri.getScheme() + "://" + uri.getHost() + ":" +
                port));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new SettingsException(problem);
        }
    }
}
