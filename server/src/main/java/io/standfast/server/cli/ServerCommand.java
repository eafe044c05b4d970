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
import io.standfast.server.config.ConfigurationReader;
import io.standfast.server.config.LegacyFlags;
import io.standfast.server.config.ParsedFlags;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.Settings;
import io.standfast.server.config.SettingsBinder;
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
        final Settings settings;
        try
        {
            final ParsedFlags flags = new LegacyFlags().parse(arguments);
            if (flags.isSet("help"))
            {
                out.print(LegacyFlags.usage(program));
                return ExitCode.OK.code();
            }
            if (flags.isSet("version"))
            {
                out.println(program.versionLine());
                return ExitCode.OK.code();
            }
            settings = new SettingsBinder(program).bind(new ConfigurationReader(System.getenv()).read(flags));
            if (flags.isSet("t"))
            {
                out.println(program.text() + ": configuration is valid");
                settings.warnings().forEach(err::println);
                return ExitCode.OK.code();
            }
        }
        catch (final SettingsException ex)
        {
            err.println(program.text() + ": " + ex.getMessage());
            return ExitCode.NOT_STARTED.code();
        }
        return start(settings, new StopRequest()).code();
    }

    private ExitCode start(final Settings settings, final StopRequest stopRequest)
    {
        try (Logging logging = new Logging(settings.log()))
        {
            logging.open();
            return serveOrSay(settings, stopRequest, logging);
        }
        catch (final ServerException ex)
        {
            return failed(ex.getMessage(), ex, ex.exitCode());
        }
    }

    // Apart from start, so that the reason is still written to the log file.
    private static ExitCode serveOrSay(final Settings settings, final StopRequest stopRequest, final Logging logging)
    {
        try (Signals signals = new Signals(stopRequest, logging))
        {
            signals.install();
            return serve(settings, stopRequest);
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

    private static ExitCode serve(final Settings settings, final StopRequest stopRequest)
    {
        final ServerContext context = new ServerContext().settings(settings).conclude();
        try (PidFile pidFile = new PidFile(settings.pidFile()))
        {
            pidFile.write();
            return serve(StandfastServer.launch(context), stopRequest);
        }
    }

    private static ExitCode serve(final StandfastServer server, final StopRequest stopRequest)
    {
        server.closed().whenComplete((nothing, failure) -> stopRequest.stop(ExitCode.HALTED));
        final ExitCode exitCode;
        try (server)
        {
            exitCode = stopRequest.await();
        }
        final ServerException failure = server.lastError().orElse(null);
        // What happened to a running server is in the log already.
        if (failure != null && failure.exitCode() != ExitCode.HALTED)
        {
            throw failure;
        }
        return exitCode;
    }
}
