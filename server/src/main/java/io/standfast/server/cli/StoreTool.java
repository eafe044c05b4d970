package io.standfast.server.cli;

import io.standfast.server.ExitCode;
import io.standfast.server.ServerException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * The way from the command line to the store's own dump and verification. Stateless.
 */
final class StoreTool
{
    private StoreTool()
    {
    }

    /** Print every record of the store; returns the number of bad ones. */
    static long dump(final Path storeDirectory, final PrintStream out)
    {
        throw notWired(storeDirectory, out);
    }

    /** Check every record of the store and print a summary; returns the number of bad ones. */
    static long verify(final Path storeDirectory, final PrintStream out)
    {
        throw notWired(storeDirectory, out);
    }

    // The one place to wire io.standfast.engine.store.StoreDump.
    private static ServerException notWired(final Path storeDirectory, final PrintStream out)
    {
        out.flush();
        return new ServerException(ExitCode.NOT_STARTED, "store tools are not wired into this build: " +
            storeDirectory);
    }
}
