package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.nats.tls.TlsException;
import io.standfast.nats.tls.TlsFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;

/**
 * Options of every command that asks a monitoring port: whom to trust, and who asks. Filled by the command framework.
 */
final class MonitorLogin
{
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String TOKEN_FILE = "admin.token";

    // @formatter:off
    @Option(names = "--dir", paramLabel = "DIR",
        description = "Data directory of a server on this machine: its admin token is there.")
    private Path directory;
    @Option(names = "--token-file", paramLabel = "FILE", description = "File with an admin token.")
    private Path tokenFile;
    @Option(names = "--user", paramLabel = "NAME",
        description = "Admin (default: STANDFAST_ADMIN_USER); the password comes from STANDFAST_ADMIN_PASSWORD, or " +
            "is asked for.")
    private String user;
    @Option(names = "--ca-file", paramLabel = "FILE",
        description = "Certificates (PEM) that an https:// port may be signed by (default: those that Java trusts).")
    private Path authorities;
    // @formatter:on

    /** What asks, with the trust that was given. */
    HttpClient newClient()
    {
        final HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT);
        return authorities == null ? client.build() : client.sslContext(trusting(authorities)).build();
    }

    /** Asks pages, as whom the options say. */
    MonitorClient newMonitorClient()
    {
        return new MonitorClient(newClient(), authorization(System.getenv()));
    }

    /**
     * Trust who is signed by the certificates of a file, and nobody else.
     *
     * @param authorities file.
     * @return context.
     */
    static SSLContext trusting(final Path authorities)
    {
        try
        {
            return new TlsFiles(null, null, authorities).newContext();
        }
        catch (final TlsException ex)
        {
            throw new CliException("--ca-file: " + ex.getMessage(), ex);
        }
    }

    /** Header that proves who asks, null when nothing was said of it. */
    String authorization(final Map<String, String> environment)
    {
        final Path file = tokenFile != null ? tokenFile : directory == null ? null : directory.resolve(TOKEN_FILE);
        if (file != null)
        {
            return "Bearer " + token(file);
        }
        final String name = user != null ? user : environment.get("STANDFAST_ADMIN_USER");
        if (name == null || name.isEmpty())
        {
            return null;
        }
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password(name, environment)).getBytes(
            UTF_8));
    }

    private static String token(final Path file)
    {
        try
        {
            return Files.readString(file).strip();
        }
        catch (final IOException ex)
        {
            throw new CliException("cannot read the admin token " + file + " (" + ex.getClass().getSimpleName() +
                "): it is there while a server with a monitoring port (-m) runs on that directory, unless its " +
                "configuration names admins; only the server's user may read it", ex);
        }
    }

    private static String password(final String name, final Map<String, String> environment)
    {
        final String given = environment.get("STANDFAST_ADMIN_PASSWORD");
        if (given != null)
        {
            return given;
        }
        return Terminal.password(name);
    }
}
