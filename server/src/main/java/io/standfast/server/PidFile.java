package io.standfast.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that {@code -P} names; holds the process id and goes away at an orderly stop. Owned by the main thread.
 */
public final class PidFile implements AutoCloseable
{
    private static final Logger LOGGER = LoggerFactory.getLogger(PidFile.class);

    private final Path path;
    private final String pid = Long.toString(ProcessHandle.current().pid());

    /**
     * Not yet written.
     *
     * @param path of the file, or null for none.
     */
    public PidFile(final Path path)
    {
        this.path = path;
    }

    /** Write it, over whatever was there. */
    public void write()
    {
        if (path == null)
        {
            return;
        }
        try
        {
            Files.writeString(path, pid + "\n");
        }
        catch (final IOException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, "could not write pid file " + path + ": " +
                OneLine.of(ex), ex);
        }
    }

    @Override
    public void close()
    {
        try
        {
            // Another process may have taken the file over: then it is not ours to delete.
            if (path != null && Files.exists(path) && Files.readString(path).strip().equals(pid))
            {
                Files.delete(path);
            }
        }
        catch (final IOException ex)
        {
            LOGGER.warn("Could not delete pid file {}: {}", path, OneLine.of(ex));
        }
    }
}
