package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.Logging;
import io.standfast.server.OneLine;
import io.standfast.server.OperatorLines;
import io.standfast.server.PidFile;
import io.standfast.server.ServerContext;
import io.standfast.server.ServerException;
import io.standfast.server.Signals;
import io.standfast.server.StandfastServer;
import io.standfast.server.StopRequest;
import io.standfast.server.Reload;
import io.standfast.server.Supervisor;
import io.standfast.server.config.LegacyFlags;
import io.standfast.server.config.ParsedFlags;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.SettingsException;
import java.io.PrintStream;
import java.util.List;

/**
 * Runs a server until it is asked to stop. Owned by the main thread.
 */
final class ServerCommand
{
    private final ProgramName program;
    private final PrintStream out;
    private final PrintStream err;

    ServerCommand(final ProgramName program, final PrintStream out, final PrintStream err)
    {
        this.program = program;
        this.out = out;
        this.err = err;
    }

    int run(final List<String> arguments)
    {
        try
        {
            final ParsedFlags flags = new LegacyFlags().parse(arguments);
            if (isAnswered(flags))
            {
                return ExitCode.OK.code();
            }
            final ReadSettings read = ReadSettings.of(program, flags, System.getenv());
            if (flags.isSet("t"))
            {
                final String file = flags.given("config");
                err.println(program.text() + ": configuration " + (file.isEmpty() ? "" : "file " + file + " ") +
                    "is valid");
                read.settings().warnings().forEach(err::println);
                return ExitCode.OK.code();
            }
            return start(read, arguments, new StopRequest()).code();
        }
        catch (final SettingsException ex)
        {
            err.println(program.text() + ": " + ex.getMessage());
            return ExitCode.NOT_STARTED.code();
        }
    }

    /** What needs no settings. */
    private boolean isAnswered(final ParsedFlags flags)
    {
        if (flags.isSet("help"))
        {
            out.print(LegacyFlags.usage(program));
            return true;
        }
        if (flags.isSet("help_tls"))
        {
            out.print(LegacyFlags.tlsUsage(program));
            return true;
        }
        if (flags.isSet("version"))
        {
            out.println(program.versionLine());
            return true;
        }
        if (flags.given("signal").isEmpty())
        {
            return false;
        }
        new SignalCommand().run(flags.given("signal"));
        return true;
    }

    private ExitCode start(final ReadSettings read, final List<String> arguments, final StopRequest stopRequest)
    {
        try (Logging logging = new Logging(read.settings().log(), program))
        {
            logging.open();
            return serveOrSay(read, arguments, stopRequest, logging);
        }
        catch (final ServerException ex)
        {
            return failed(ex.getMessage(), ex, ex.exitCode());
        }
    }

    // Apart from start, so that the reason is still written to the log file.
    private ExitCode serveOrSay(final ReadSettings read, final List<String> arguments, final StopRequest stopRequest,
        final Logging logging)
    {
        try (Signals signals = new Signals(stopRequest, logging))
        {
            signals.install();
            return serve(read, arguments, stopRequest, logging, signals);
        }
        catch (final ServerException ex)
        {
            return failed(ex.getMessage(), ex, ex.exitCode());
        }
        catch (final RuntimeException ex)
        {
            return failed(OneLine.of(ex), ex, ExitCode.NOT_STARTED);
        }
    }

    private static ExitCode failed(final String reason, final RuntimeException ex, final ExitCode exitCode)
    {
        final OperatorLines lines = new OperatorLines();
        lines.failedToStart(reason);
        lines.detail(ex);
        return exitCode;
    }

    private ExitCode serve(final ReadSettings read, final List<String> arguments, final StopRequest stopRequest,
        final Logging logging, final Signals signals)
    {
        final ServerContext context = new ServerContext().settings(read.settings()).conclude();
        try (PidFile pidFile = new PidFile(read.settings().pidFile()))
        {
            pidFile.write();
            final StandfastServer server = StandfastServer.launch(context);
            try (Reload reload = new Reload(read, () -> ReadSettings.read(program, arguments, System.getenv()),
                List.of(logging, server)))
            {
                signals.onReload(reload::request);
                return serve(server, stopRequest);
            }
        }
    }

    private static ExitCode serve(final StandfastServer server, final StopRequest stopRequest)
    {
        server.closed().whenComplete((nothing, failure) -> stopRequest.stop(ExitCode.HALTED));
        final ExitCode exitCode;
        try (Supervisor supervisor = Supervisor.open(server, System.getenv()); server)
        {
            exitCode = stopRequest.await();
            supervisor.stopping();
        }
        final ServerException failure = server.lastError().orElse(null);
        if (failure == null)
        {
            return exitCode;
        }
        // What happened to a running server, also while it stopped, is in the log already.
        if (failure.exitCode() != ExitCode.HALTED)
        {
            throw failure;
        }
        return ExitCode.HALTED;
    }
}
