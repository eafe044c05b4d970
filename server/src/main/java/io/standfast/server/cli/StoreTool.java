package io.standfast.server.cli;

import io.standfast.engine.store.StoreDump;
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
        return new StoreDump(out).dump(storeDirectory);
    }

    /** Check every record of the store and print a summary; returns the number of bad ones. */
    static long verify(final Path storeDirectory, final PrintStream out)
    {
        return new StoreDump(out).verify(storeDirectory);
    }
}
