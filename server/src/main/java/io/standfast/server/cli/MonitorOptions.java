package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.server.config.GoDuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Options of every command that asks a running server through its monitoring port. Filled by the command framework.
 */
final class MonitorOptions
{
    private static final String DEFAULT_URL = "http://127.0.0.1:8222";
    private static final String TOKEN_FILE = "admin.token";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    // @formatter:off
    @Option(names = {"-s", "--server"}, paramLabel = "URL", defaultValue = DEFAULT_URL,
        description = "Monitoring port of any node (default: ${DEFAULT-VALUE}).")
    private String server;
    @Option(names = "--dir", paramLabel = "DIR",
        description = "Data directory of a server on this machine: its admin token is there.")
    private Path directory;
    @Option(names = "--token-file", paramLabel = "FILE", description = "File with an admin token.")
    private Path tokenFile;
    @Option(names = "--user", paramLabel = "NAME",
        description = "Admin (default: STANDFAST_ADMIN_USER); the password comes from STANDFAST_ADMIN_PASSWORD, or " +
            "is asked for.")
    private String user;
    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "90s",
        description = "Longest wait for an answer (default: ${DEFAULT-VALUE}).")
    private String timeout;
    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;
    // @formatter:on

    MonitorApi api()
    {
        return new MonitorApi(server, authorization(System.getenv()), durationNs("--timeout", timeout));
    }

    boolean isJson()
    {
        return isJson;
    }

    void print(final String text)
    {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }

    void print(final Table table)
    {
        print(table.text(Terminal.isLookedAt()));
    }

    /** Header that proves who asks, null when nothing was said of it. */
    private String authorization(final Map<String, String> environment)
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

    static long durationNs(final String option, final String text)
    {
        try
        {
            return GoDuration.parseNs(text);
        }
        catch (final NumberFormatException ex)
        {
            throw new CliException(option + " " + text + " is no duration: expected one like 10s, 500ms or 1h30m", ex);
        }
    }
}
