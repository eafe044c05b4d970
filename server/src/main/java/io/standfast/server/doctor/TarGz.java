package io.standfast.server.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a tar.gz of small files, one after the other. Owned by one thread.
 */
public final class TarGz implements AutoCloseable
{
    private static final int BLOCK = 512;
    private static final int NAME_LENGTH = 100;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int MODE_OFFSET = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int TIME_OFFSET = 136;
    private static final int TYPE_OFFSET = 156;
    private static final int MAGIC_OFFSET = 257;

    private final OutputStream out;
    private final long timeS;

    /**
     * Create a file.
     *
     * @param file  that must not exist.
     * @param timeS of what is written, in seconds since 1970.
     * @throws IOException when it cannot be created.
     */
    public TarGz(final Path file, final long timeS) throws IOException
    {
        out = new GZIPOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE));
        this.timeS = timeS;
    }

    /**
     * Add a file.
     *
     * @param name    of it, with slashes, 99 bytes at most.
     * @param content of it.
     * @throws IOException when it cannot be written.
     */
    public void add(final String name, final byte[] content) throws IOException
    {
        final byte[] header = new byte[BLOCK];
        final byte[] path = name.getBytes(UTF_8);
        if (path.length >= NAME_LENGTH)
        {
            throw new IllegalArgumentException("name is too long: " + name);
        }
        System.arraycopy(path, 0, header, 0, path.length);
        put(header, MODE_OFFSET, "0000640\0" + "0000000\0" + "0000000\0");
        put(header, SIZE_OFFSET, octal(content.length));
        put(header, TIME_OFFSET, octal(timeS));
        put(header, CHECKSUM_OFFSET, " ".repeat(CHECKSUM_LENGTH));
        put(header, TYPE_OFFSET, "0");
        put(header, MAGIC_OFFSET, "ustar\000" + "00");
        int sum = 0;
        for (final byte each : header)
        {
            sum += each & 0xFF;
        }
        put(header, CHECKSUM_OFFSET, String.format(Locale.ROOT, "%06o\0 ", sum));
        out.write(header);
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static String octal(final long value)
    {
        return String.format(Locale.ROOT, "%011o\0", value);
    }

    private static void put(final byte[] header, final int offset, final String text)
    {
        final byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    @Override
    public void close() throws IOException
    {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
