package io.standfast.server.cli;

import io.standfast.server.Logging;
import io.standfast.server.OneLine;
import io.standfast.server.ServerContext;
import io.standfast.server.ServerException;
import io.standfast.server.StandfastServer;
import io.standfast.server.ExitCode;
import io.standfast.server.config.ProgramName;
import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.Settings;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Starts a server on free loopback ports, asks it how it is, and stops it at once, so that the JVM can archive the
 * classes that a start and a command load. Run by the build and the launcher, of no use to a person.
 */
final class RehearseCommand
{
    private static final List<String> FLAGS = List.of("-a", "127.0.0.1", "-p", "-1", "-m", "-1", "-store",
        "MEMORY");

    private final PrintStream err;

    RehearseCommand(final PrintStream err)
    {
        this.err = err;
    }

    int run()
    {
        final Settings settings = ReadSettings.read(ProgramName.STANDFAST, FLAGS, Map.of()).settings();
        try (Logging logging = new Logging(settings.log(), ProgramName.STANDFAST))
        {
            logging.open();
            return rehearse(settings).code();
        }
    }

    private ExitCode rehearse(final Settings settings)
    {
        try (StandfastServer server = StandfastServer.launch(new ServerContext().settings(settings)))
        {
            server.ready().join();
            // Its answer, that a lone server has no cluster to show, is of no interest.
            final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            Main.run(List.of("cluster", "status", "http://127.0.0.1:" + server.monitorPort()), nowhere, nowhere);
            return ExitCode.OK;
        }
        catch (final CompletionException ex)
        {
            return failed(ex.getCause(), ExitCode.NOT_STARTED);
        }
        catch (final ServerException ex)
        {
            return failed(ex, ex.exitCode());
        }
    }

    private ExitCode failed(final Throwable reason, final ExitCode exitCode)
    {
        err.println("standfast: rehearsal of a start failed: " + OneLine.of(reason));
        return exitCode;
    }
}
