package io.standfast.server.cli;

import io.standfast.engine.store.StoreDump;
import io.standfast.engine.store.StoreFindings;
import io.standfast.server.ExitCode;
import io.standfast.server.ServerException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongBiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks into the store of a stopped server; never writes.
 */
@Command(name = "store", description = "Look into the store of a stopped server.")
final class StoreCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "store: dump or verify is missing");
    }

    @Command(name = "dump", description = "Print every record.")
    int dump(@Mixin final JsonOption json,
        @Parameters(paramLabel = "DIR", description = "Data directory.") final Path directory)
    {
        // Lines that somebody looks at are progress enough.
        return look(json, directory, StoreDump::dump, !Terminal.isLookedAt());
    }

    @Command(name = "verify", description = "Check every record; exit code 3 when one is bad.")
    int verify(@Mixin final JsonOption json,
        @Parameters(paramLabel = "DIR", description = "Data directory.") final Path directory)
    {
        return look(json, directory, StoreDump::verify, true);
    }

    private int look(final JsonOption json, final Path directory, final ToLongBiFunction<StoreDump, Path> look,
        final boolean isProgressShown)
    {
        final PrintWriter out = spec.commandLine().getOut();
        try
        {
            final Path store = storeOf(directory);
            final StoreFindings findings = json.isAsked() ? new StoreJson(out) : new StoreText(out);
            final ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
            final long bad = look.applyAsLong(new StoreDump(findings, (done, total, records) ->
            {
                if (isProgressShown)
                {
                    progress.onProgress("reading segments", done, total, records);
                }
            }), store);
            progress.end();
            out.flush();
            return bad == 0 ? ExitCode.OK.code() : ExitCode.DAMAGED.code();
        }
        catch (final ServerException ex)
        {
            spec.commandLine().getErr().println("standfast: " + ex.getMessage());
            return ex.exitCode().code();
        }
    }

    private static Path storeOf(final Path directory)
    {
        final Path inside = directory.resolve("store");
        if (Files.isDirectory(inside))
        {
            return inside;
        }
        if (Files.isDirectory(directory))
        {
            return directory;
        }
        throw new ServerException(ExitCode.NOT_STARTED, "no directory " + directory);
    }
}
