package io.standfast.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.server.http.JsonWriter;

/**
 * The file in {@code -ports_file_dir} that lists what is bound, so that a script that asked for free ports finds them;
 * goes away at an orderly stop. Owned by the thread that starts the server.
 */
final class PortsFile implements AutoCloseable
{
    private static final Logger LOGGER = LoggerFactory.getLogger(PortsFile.class);

    private final Path path;

    /**
     * Not yet written.
     *
     * @param directory of the file, or null for none.
     * @param program   first part of its name.
     */
    PortsFile(final Path directory, final String program)
    {
        path = directory == null ? null : directory.resolve(program + "_" + ProcessHandle.current().pid() + ".ports");
    }

    /**
     * Write it whole: who waits for it never reads half of it.
     *
     * @param clientUrl  where clients connect.
     * @param monitorUrl where the pages are, or null.
     */
    void write(final String clientUrl, final String monitorUrl)
    {
        if (path == null)
        {
            return;
        }
        final JsonWriter json = new JsonWriter().beginObject().name("nats").beginArray();
        json.value(clientUrl).endArray();
        if (monitorUrl != null)
        {
            json.name("monitoring").beginArray().value(monitorUrl).endArray();
        }
        try
        {
            final Path written = path.resolveSibling(path.getFileName() + ".new");
            Files.writeString(written, json.endObject().text() + "\n");
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
        }
        catch (final IOException ex)
        {
            LOGGER.error("Could not write ports file {}: {}", path, OneLine.of(ex));
        }
    }

    @Override
    public void close()
    {
        try
        {
            if (path != null)
            {
                Files.deleteIfExists(path);
            }
        }
        catch (final IOException ex)
        {
            LOGGER.warn("Could not delete ports file {}: {}", path, OneLine.of(ex));
        }
    }
}
