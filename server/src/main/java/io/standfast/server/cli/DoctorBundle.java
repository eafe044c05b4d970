package io.standfast.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.standfast.server.OneLine;
import io.standfast.server.config.ProgramName;
import io.standfast.server.doctor.AeronDump;
import io.standfast.server.doctor.Redaction;
import io.standfast.server.doctor.TarGz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packs what who helps with a server will ask for. Nothing of it is a message or a secret. Owned by one thread.
 */
final class DoctorBundle
{
    private static final int LOG_BYTES = 16 * 1024 * 1024;
    private static final long CONFIGURATION_BYTES = 1024 * 1024;
    private static final int LISTED = 10_000;
    private static final long MS_PER_S = 1_000;
    private static final List<String> PAGES = List.of("/healthz?ready", "/healthz?live", "/healthz?startup",
        "/clusterz?text", "/clusterz", "/clusterz/channels?text", "/streaming/serverz", "/streaming/storez",
        "/streaming/clientsz?subs=1", "/streaming/channelsz?subs=1", "/varz", "/connz", "/subsz", "/metrics");

    private final RunningServer server;
    private final Path data;
    private final Path log;

    /**
     * Of a server.
     *
     * @param server that may run.
     * @param data   directory of it, or null.
     * @param log    file of it, or null.
     */
    DoctorBundle(final RunningServer server, final Path data, final Path log)
    {
        this.server = server;
        this.data = data;
        this.log = log;
    }

    /**
     * Write it.
     *
     * @param file           that must not exist.
     * @param configurations files, whose secrets are taken out.
     * @param findings       of the doctor.
     * @throws IOException when it cannot be written.
     */
    void write(final Path file, final List<Path> configurations, final String findings) throws IOException,
        InterruptedException
    {
        try (TarGz tar = new TarGz(file, System.currentTimeMillis() / MS_PER_S))
        {
            add(tar, "doctor.txt", findings);
            add(tar, "version.json", VersionCommand.json() + "\n");
            for (final Path configuration : configurations)
            {
                final boolean isSmall = Files.size(configuration) <= CONFIGURATION_BYTES;
                add(tar, "configuration/" + name(configuration), isSmall ? Redaction.configuration(Files.readString(
                    configuration)) : "longer than " + CONFIGURATION_BYTES + " bytes\n");
            }
            if (log != null && Files.isReadable(log))
            {
                add(tar, "log/" + name(log), Redaction.urls(tail(log)));
            }
            pages(tar);
            for (final Path driver : AeronDump.drivers(Path.of("/dev/shm"), data))
            {
                add(tar, "aeron/" + name(driver) + ".txt", AeronDump.text(driver));
            }
            if (data != null && Files.isDirectory(data))
            {
                add(tar, "data.txt", listing(data));
            }
            add(tar, "threads.txt", server.threads());
        }
    }

    private void pages(final TarGz tar) throws IOException, InterruptedException
    {
        for (final String page : PAGES)
        {
            final HttpResponse<String> answer = server.page(page);
            if (answer != null)
            {
                add(tar, "pages" + page.replace('?', '.').replace('=', '-') + ".txt", answer.body());
            }
        }
    }

    private static void add(final TarGz tar, final String name, final String text) throws IOException
    {
        tar.add("standfast-" + ProgramName.VERSION + "-bundle/" + name, text.getBytes(UTF_8));
    }

    private static String name(final Path path)
    {
        return path.getFileName().toString().replaceAll("[^\\w.-]", "_");
    }

    private static String tail(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file))
        {
            final long begin = Math.max(0, channel.size() - LOG_BYTES);
            final ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LOG_BYTES, channel.size()));
            long position = begin;
            while (bytes.hasRemaining())
            {
                final int read = channel.read(bytes, position);
                if (read < 0)
                {
                    break;
                }
                position += read;
            }
            return new String(bytes.array(), 0, bytes.position(), UTF_8);
        }
    }

    /** Names and sizes, no contents. */
    private static String listing(final Path directory) throws IOException
    {
        final StringBuilder text = new StringBuilder();
        try (Stream<Path> paths = Files.walk(directory))
        {
            for (final Path path : paths.limit(LISTED).toList())
            {
                final boolean isFile = Files.isRegularFile(path);
                text.append(isFile ? Long.toString(path.toFile().length()) : "directory").append('\t').append(directory
                    .relativize(path)).append('\n');
            }
        }
        catch (final UncheckedIOException ex)
        {
            // A running server deletes files.
            text.append("and more: ").append(OneLine.of(ex)).append('\n');
        }
        return text.toString();
    }
}
