package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Shows channels as they move: on a terminal in place, else one table below the other.
 */
@Command(name = "top", description = "Watch channels: rate, lag, pending. Ctrl-C ends it.")
final class TopCommand implements Callable<Integer>
{
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final long LEAST_NS = TimeUnit.MILLISECONDS.toNanos(100);

    // @formatter:off
    @Spec
    private CommandSpec spec;
    @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8222",
        description = "A node's monitoring port; rates of deliveries are known to the leader only (default: " +
            "${DEFAULT-VALUE}).")
    private String url;
    @Mixin
    private MonitorLogin login;
    @Option(names = "--interval", paramLabel = "TIME", defaultValue = "2s",
        description = "Between two looks (default: ${DEFAULT-VALUE}).")
    private String interval;
    @Option(names = "--count", paramLabel = "N",
        description = "Tables to show (default: on a terminal without end, else 1).")
    private Integer count;
    @Option(names = "--sort", paramLabel = "BY", defaultValue = "rate",
        description = "rate, lag, pending, messages or name (default: ${DEFAULT-VALUE}).")
    private String sort;
    @Option(names = "--rows", paramLabel = "N", defaultValue = "30",
        description = "Channels to show (default: ${DEFAULT-VALUE}).")
    private int rows;
    @Option(names = "--json", description = "Print a JSON object a look, in one line.")
    private boolean isJson;
    // @formatter:on

    private MonitorClient client;

    @Override
    public Integer call() throws InterruptedException
    {
        final TopTable table;
        final long intervalNs;
        try
        {
            table = new TopTable(sort, rows);
            intervalNs = BenchOptions.durationNs("--interval", interval);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(spec.commandLine(), "top: " + ex.getMessage(), ex);
        }
        if (intervalNs < LEAST_NS || rows < 1 || count != null && count < 1)
        {
            throw new ParameterException(spec.commandLine(), "top: --interval is at least 100ms, --rows and --count " +
                "at least 1");
        }
        client = login.newMonitorClient();
        return watch(table, intervalNs);
    }

    private int watch(final TopTable table, final long intervalNs) throws InterruptedException
    {
        final PrintWriter writer = spec.commandLine().getOut();
        final boolean isTerminal = !isJson && BenchProgress.isTerminal(1) && !"dumb".equals(System.getenv("TERM"));
        final int tables = count != null ? count : isTerminal ? Integer.MAX_VALUE : 1;
        try
        {
            final TopLook look = new TopLook(client, url, table, System::nanoTime);
            // The first look has nothing to be compared with, and is not shown.
            look.look();
            say(look);
            for (int shown = 0; shown < tables; shown++)
            {
                TimeUnit.NANOSECONDS.sleep(intervalNs);
                look.look();
                writer.print((isTerminal ? CLEAR : "") + say(look));
                writer.flush();
            }
            return ExitCode.OK.code();
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            spec.commandLine().getErr().println("standfast: nothing to watch at " + url + " (" + ex.getMessage() +
                "): start the server with -m PORT");
            return ExitCode.NOT_STARTED.code();
        }
    }

    private String say(final TopLook look)
    {
        return isJson ? look.json() + "\n" : look.text();
    }
}
