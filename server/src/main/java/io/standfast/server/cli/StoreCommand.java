package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.ServerException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
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
    int dump(@Parameters(paramLabel = "DIR", description = "Data directory.") final Path directory)
    {
        return look(directory, StoreTool::dump);
    }

    @Command(name = "verify", description = "Check every record; exit code 3 when one is bad.")
    int verify(@Parameters(paramLabel = "DIR", description = "Data directory.") final Path directory)
    {
        return look(directory, StoreTool::verify);
    }

    private int look(final Path directory, final Look look)
    {
        final PrintWriter err = spec.commandLine().getErr();
        final PrintStream out = stream(spec.commandLine().getOut());
        try
        {
            final Path store = storeOf(directory);
            final long bad = look.at(store, out);
            out.flush();
            return bad == 0 ? ExitCode.OK.code() : ExitCode.DAMAGED.code();
        }
        catch (final ServerException ex)
        {
            err.println("standfast: " + ex.getMessage());
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

    private static PrintStream stream(final PrintWriter writer)
    {
        return new PrintStream(new OutputStream()
        {
            @Override
            public void write(final int b)
            {
                writer.write(b);
            }

            @Override
            public void write(final byte[] bytes, final int offset, final int length)
            {
                writer.write(new String(bytes, offset, length, StandardCharsets.UTF_8));
            }

            @Override
            public void flush()
            {
                writer.flush();
            }
        }, false, StandardCharsets.UTF_8);
    }

    /**
     * One of the ways to look at a store.
     */
    @FunctionalInterface
    private interface Look
    {
        long at(Path storeDirectory, PrintStream out);
    }
}
