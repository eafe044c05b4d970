package io.standfast.server.migrate;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

import org.agrona.CloseHelper;

/**
 * Reads a file line after line and knows where it is. Owned by one thread.
 */
final class LineReader implements AutoCloseable
{
    /** The longest message, in base 64, and its names. */
    private static final int LENGTH_LIMIT = 16 * 1024 * 1024;
    private static final int INITIAL_LENGTH = 4096;

    private final Path file;
    private final InputStream in;
    private final CRC32C crc = new CRC32C();
    private byte[] bytes = new byte[INITIAL_LENGTH];
    private long lineStart;
    private long next;
    private long number;
    private long crcBefore;

    private LineReader(final Path file, final InputStream in, final long position)
    {
        this.file = file;
        this.in = in;
        next = position;
    }

    /**
     * Open a file.
     *
     * @param file     to read.
     * @param position of a line.
     * @return reader, before that line.
     */
    static LineReader open(final Path file, final long position)
    {
        InputStream in = null;
        try
        {
            in = Files.newInputStream(file);
            in.skipNBytes(position);
            return new LineReader(file, new BufferedInputStream(in, LENGTH_LIMIT / 64), position);
        }
        catch (final IOException ex)
        {
            CloseHelper.quietClose(in);
            throw MigrationException.refused("cannot read " + file, ex);
        }
    }

    /**
     * Read the next line.
     *
     * @return line, or null at the end.
     */
    JsonLine next()
    {
        crcBefore = crc.getValue();
        lineStart = next;
        number++;
        try
        {
            int length = 0;
            int letter = in.read();
            while (letter >= 0 && letter != '\n')
            {
                if (length == LENGTH_LIMIT)
                {
                    throw damaged("the line is longer than " + LENGTH_LIMIT + " bytes");
                }
                if (length == bytes.length)
                {
                    bytes = Arrays.copyOf(bytes, 2 * length);
                }
                bytes[length++] = (byte) letter;
                letter = in.read();
            }
            return length == 0 && letter < 0 ? null : parse(length, letter >= 0);
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot read " + file + " at " + lineStart, ex);
        }
    }

    private JsonLine parse(final int length, final boolean isWhole)
    {
        if (!isWhole)
        {
            throw damaged("the file ends in the middle of a line");
        }
        next = lineStart + length + 1;
        crc.update(bytes, 0, length);
        crc.update('\n');
        try
        {
            return JsonLine.parse(Arrays.copyOf(bytes, length));
        }
        catch (final IllegalArgumentException ex)
        {
            throw damaged(ex.getMessage());
        }
    }

    /**
     * Say what is wrong with the line that was read last.
     *
     * @param what is wrong.
     * @return to be thrown.
     */
    MigrationException damaged(final String what)
    {
        return MigrationException.damaged(file + " at " + lineStart + ", line " + number + ": " + what);
    }

    /**
     * Look at the line that was read last.
     *
     * @param look at it, which throws IllegalArgumentException when something is wrong.
     * @param <T>  of the answer.
     * @return answer.
     */
    <T> T checked(final Supplier<T> look)
    {
        try
        {
            return look.get();
        }
        catch (final IllegalArgumentException ex)
        {
            throw damaged(ex.getMessage());
        }
    }

    /**
     * Where the line after the one that was read last begins.
     *
     * @return position.
     */
    long position()
    {
        return next;
    }

    /**
     * Checksum of all lines before the one that was read last.
     *
     * @return CRC32C.
     */
    long crcBefore()
    {
        return crcBefore;
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(in);
    }
}
