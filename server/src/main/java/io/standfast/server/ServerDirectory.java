package io.standfast.server;

import io.standfast.server.config.Settings;
import io.standfast.server.config.StoreType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where a server keeps its data: the directory that was asked for, or for MEMORY a temporary one that is deleted at the
 * end. Owned by the server's thread.
 */
final class ServerDirectory implements AutoCloseable
{
    private final Settings.Store store;
    private Path path;

    ServerDirectory(final Settings.Store store)
    {
        this.store = store;
    }

    /**
     * Create it when it is not there.
     *
     * @return path of it.
     */
    Path open()
    {
        try
        {
            path = isTemporary() ? Files.createTempDirectory("standfast-") : Files.createDirectories(store.directory());
            return path;
        }
        catch (final IOException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, "could not create the data directory " +
                (isTemporary() ? "in " + System.getProperty("java.io.tmpdir") : store.directory()) + ": " +
                OneLine.of(ex), ex);
        }
    }

    private boolean isTemporary()
    {
        return store.type() == StoreType.MEMORY;
    }

    @Override
    public void close()
    {
        if (isTemporary() && path != null)
        {
            delete(path);
        }
    }

    private static void delete(final Path root)
    {
        try (Stream<Path> paths = Files.walk(root))
        {
            for (final Path each : paths.sorted(Comparator.reverseOrder()).toList())
            {
                Files.deleteIfExists(each);
            }
        }
        catch (final IOException ex)
        {
            new OperatorLines().warning("Could not delete the temporary directory " + root + ": " + OneLine.of(ex));
        }
    }
}
