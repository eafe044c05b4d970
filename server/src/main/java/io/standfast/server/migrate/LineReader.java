package io.standfast.server.migrate;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
    private static final int END = -1;
    private static final int HEX = 16;
    private static final byte[] MARK = JsonText.MARK.getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final InputStream in;
    private final CRC32C crc = new CRC32C();
    private final boolean isFromStart;
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
        isFromStart = position == 0;
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
     * Read a file that somebody else has opened, and closes.
     *
     * @param file    for messages.
     * @param channel to read from its start.
     * @return reader, before the first line.
     * @throws IOException when it cannot be read.
     */
    static LineReader of(final Path file, final FileChannel channel) throws IOException
    {
        final InputStream in = Channels.newInputStream(channel.position(0));
        return new LineReader(file, new BufferedInputStream(in, LENGTH_LIMIT / 64), 0);
    }

    /**
     * Read the next line.
     *
     * @return line, or null at the end.
     */
    JsonLine next()
    {
        final int length = read();
        return length == END ? null : parse(length);
    }

    /**
     * Read all that is left of a file which nobody has ended, to see where it is good up to.
     *
     * @return position behind the last of the marks that say what the bytes before them come to, 0 when none is right.
     */
    long lastMark()
    {
        long good = 0;
        try
        {
            int length = read();
            while (length != END)
            {
                if (isMark(length))
                {
                    requireMark(parse(length));
                    good = next;
                }
                length = read();
            }
        }
        catch (final MigrationException ex)
        {
            if (!ex.isDamage())
            {
                throw ex;
            }
            // The end of what was written before a crash.
        }
        return good;
    }

    private boolean isMark(final int length)
    {
        return length > MARK.length && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    }

    /**
     * The line that was read last says what those before it come to.
     *
     * @param mark that line.
     */
    void requireMark(final JsonLine mark)
    {
        if (isFromStart && !checked(() -> Long.parseLong(mark.text("crc"), HEX) == crcBefore))
        {
            throw damaged("something before it has changed: the checksum is another one");
        }
    }

    /** Length of the next line, or {@link #END}. */
    private int read()
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
            if (letter < 0 && length > 0)
            {
                throw damaged("the file ends in the middle of a line");
            }
            return letter < 0 ? END : taken(length);
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot read " + file + " at " + lineStart, ex);
        }
    }

    private int taken(final int length)
    {
        next = lineStart + length + 1;
        crc.update(bytes, 0, length);
        crc.update('\n');
        return length;
    }

    private JsonLine parse(final int length)
    {
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
     * Checksum of all lines, to go on with.
     *
     * @return CRC32C.
     */
    CRC32C crc()
    {
        return crc;
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
