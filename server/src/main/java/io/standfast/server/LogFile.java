package io.standfast.server;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/**
 * A log file that is moved aside when it has grown to its limit. Owned by the appender that writes to it, under whose
 * lock it is called.
 */
final class LogFile extends OutputStream
{
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("yyyy.MM.dd.HH.mm.ss.nnnnnnnnn",
        Locale.ROOT);

    private final Path path;
    private final long sizeLimit;
    private final Function<String, String> line;
    private FileOutputStream out;
    private long size;
    private long nextRotation;

    /**
     * Open, to append.
     *
     * @param path      of the file.
     * @param sizeLimit bytes, 0 for any.
     * @param line      makes a whole line of a text.
     * @throws IOException when it cannot be opened.
     */
    LogFile(final Path path, final long sizeLimit, final Function<String, String> line) throws IOException
    {
        this.path = path;
        this.sizeLimit = sizeLimit;
        this.line = line;
        open();
    }

    private void open() throws IOException
    {
        out = new FileOutputStream(path.toFile(), true);
        size = out.getChannel().size();
        nextRotation = sizeLimit;
    }

    @Override
    public void write(final int b) throws IOException
    {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(final byte[] bytes, final int offset, final int length) throws IOException
    {
        if (sizeLimit > 0 && size > 0 && size + length > nextRotation)
        {
            rotate();
        }
        out.write(bytes, offset, length);
        size += length;
    }

    private void rotate() throws IOException
    {
        final Path aside = path.resolveSibling(path.getFileName() + "." + SUFFIX.format(LocalDateTime.now()));
        try
        {
            Files.move(path, aside);
        }
        catch (final IOException ex)
        {
            // Lines are worth more than their file's size: they go on, and it is tried again a limit later.
            nextRotation = size + sizeLimit;
            append("could not move log file " + path + " aside: " + OneLine.of(ex) + "; lines go on to it");
            return;
        }
        out.close();
        open();
        append("Rotated log, backup saved as \"" + aside + "\"");
    }

    private void append(final String text) throws IOException
    {
        final byte[] bytes = line.apply(text).getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        size += bytes.length;
    }

    @Override
    public void flush() throws IOException
    {
        out.flush();
    }

    @Override
    public void close() throws IOException
    {
        out.close();
    }
}
