package io.standfast.server;

import io.standfast.server.config.Settings;
import io.standfast.server.config.StoreType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Settings and collaborators of a {@link StandfastServer}. Owned by the main thread; {@link #conclude} once.
 */
public final class ServerContext implements AutoCloseable
{
    private static final String ID_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 22;

    private final Settings settings;
    private final StopRequest stopRequest;
    private final OperatorLines lines = new OperatorLines();
    private final String serverId;
    private Path dataDirectory;

    /**
     * Nothing is created yet.
     *
     * @param settings    of the operator.
     * @param stopRequest through which an agent that cannot go on ends the process.
     */
    public ServerContext(final Settings settings, final StopRequest stopRequest)
    {
        this.settings = settings;
        this.stopRequest = stopRequest;
        this.serverId = randomId();
    }

    private static String randomId()
    {
        final StringBuilder id = new StringBuilder(ID_LENGTH);
        new SecureRandom().ints(ID_LENGTH, 0, ID_LETTERS.length()).forEach(i -> id.append(ID_LETTERS.charAt(i)));
        return id.toString();
    }

    /**
     * Create the data directory: the one that was asked for, or a temporary one for MEMORY.
     *
     * @return this.
     */
    public ServerContext conclude()
    {
        try
        {
            dataDirectory = isTemporary() ? Files.createTempDirectory("standfast-") : settings.store().directory();
            Files.createDirectories(dataDirectory);
        }
        catch (final IOException ex)
        {
            throw new ServerException(ExitCode.NOT_STARTED, "could not create the data directory " +
                settings.store().directory() + ": " + OneLine.of(ex), ex);
        }
        return this;
    }

    private boolean isTemporary()
    {
        return settings.store().type() == StoreType.MEMORY;
    }

    /**
     * Settings of the operator.
     *
     * @return settings.
     */
    public Settings settings()
    {
        return settings;
    }

    /**
     * Directory of everything that this server keeps. For MEMORY a temporary one that {@link #close} deletes.
     *
     * @return directory, after {@link #conclude}.
     */
    public Path dataDirectory()
    {
        return dataDirectory;
    }

    /**
     * Identity of this run.
     *
     * @return 22 letters and digits.
     */
    public String serverId()
    {
        return serverId;
    }

    /**
     * The way to end the process in an orderly manner.
     *
     * @return request.
     */
    public StopRequest stopRequest()
    {
        return stopRequest;
    }

    /**
     * Lines for the operator.
     *
     * @return lines.
     */
    public OperatorLines lines()
    {
        return lines;
    }

    @Override
    public void close()
    {
        if (isTemporary() && dataDirectory != null)
        {
            delete(dataDirectory);
        }
    }

    private void delete(final Path root)
    {
        try (Stream<Path> paths = Files.walk(root))
        {
            for (final Path path : paths.sorted(Comparator.reverseOrder()).toList())
            {
                Files.deleteIfExists(path);
            }
        }
        catch (final IOException ex)
        {
            lines.warning("Could not delete the temporary directory " + root + ": " + OneLine.of(ex));
        }
    }
}
