package io.standfast.server.cli;

import io.standfast.server.config.GoDuration;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Options of every command that asks a running server through its monitoring port. Filled by the command framework.
 */
final class MonitorOptions
{
    private static final String DEFAULT_URL = "http://127.0.0.1:8222";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;
    @Mixin
    private MonitorLogin login;

    // @formatter:off
    @Option(names = {"-s", "--server"}, paramLabel = "URL", defaultValue = DEFAULT_URL,
        description = "Monitoring port of any node (default: ${DEFAULT-VALUE}).")
    private String server;
    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "90s",
        description = "Longest wait for an answer (default: ${DEFAULT-VALUE}).")
    private String timeout;
    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;
    // @formatter:on

    MonitorApi api()
    {
        return new MonitorApi(login.newClient(), server, login.authorization(System.getenv()), durationNs("--timeout",
            timeout));
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

    PrintWriter err()
    {
        return spec.commandLine().getErr();
    }

    void print(final Table table)
    {
        print(table.text(Terminal.isLookedAt()));
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
