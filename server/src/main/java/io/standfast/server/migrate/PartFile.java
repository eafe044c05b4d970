package io.standfast.server.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

import org.agrona.CloseHelper;

/**
 * A file that is being written beside the one that it becomes when it is whole. Owned by one thread; no other process
 * has it meanwhile.
 */
final class PartFile implements AutoCloseable
{
    private static final String SUFFIX = ".part";

    private final Path file;
    private final FileChannel channel;
    private CRC32C crc = new CRC32C();

    private PartFile(final Path file, final FileChannel channel)
    {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Open it, new or as it was left.
     *
     * @param target that it is to become.
     * @return file.
     */
    static PartFile open(final Path target)
    {
        final Path file = target.resolveSibling(target.getFileName() + SUFFIX);
        FileChannel channel = null;
        try
        {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
            if (channel.tryLock() == null)
            {
                throw new IOException("another process writes it");
            }
            return new PartFile(file, channel);
        }
        catch (final IOException ex)
        {
            CloseHelper.quietClose(channel);
            throw MigrationException.refused("cannot write " + file, ex);
        }
    }

    /** Whether there is something of a file to go on with. */
    static boolean isBegun(final Path target)
    {
        return target.resolveSibling(target.getFileName() + SUFFIX).toFile().length() > 0;
    }

    Path file()
    {
        return file;
    }

    /** Forget what is in it. */
    void clear()
    {
        try
        {
            channel.truncate(0);
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /**
     * Cut off what cannot be trusted, and read the rest.
     *
     * @param lines told each line.
     * @return false when there is nothing to go on with.
     */
    boolean resume(final Consumer<JsonLine> lines)
    {
        try
        {
            final long good = LineReader.of(file, channel).lastMark();
            channel.truncate(good);
            final LineReader in = LineReader.of(file, channel);
            for (JsonLine line = in.next(); line != null; line = in.next())
            {
                final JsonLine current = line;
                in.checked(() ->
                {
                    lines.accept(current);
                    return current;
                });
            }
            crc = in.crc();
            channel.position(good);
            return good > 0;
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /**
     * Write.
     *
     * @param lines whole ones, each with its line feed.
     * @return bytes.
     */
    long append(final CharSequence lines)
    {
        final byte[] bytes = lines.toString().getBytes(UTF_8);
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try
        {
            while (buffer.hasRemaining())
            {
                channel.write(buffer);
            }
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
        crc.update(bytes, 0, bytes.length);
        return bytes.length;
    }

    /** What is there so far can be gone on with. */
    void mark()
    {
        append(JsonText.mark(crc.getValue()) + "\n");
    }

    /**
     * End it and give it its name, whole and on the disk.
     *
     * @param target   that does not exist.
     * @param messages that it holds.
     * @return bytes.
     */
    long publish(final Path target, final long messages)
    {
        append(JsonText.end(messages, crc.getValue()) + "\n");
        try
        {
            channel.force(true);
            final long bytes = channel.size();
            requireNew(target);
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(target.getParent(), StandardOpenOption.READ))
            {
                directory.force(true);
            }
            return bytes;
        }
        catch (final IOException ex)
        {
            throw cannotWrite(ex);
        }
    }

    /**
     * Whether a file can be made.
     *
     * @param target that must not exist.
     */
    static void requireNew(final Path target)
    {
        if (Files.exists(target))
        {
            throw MigrationException.refused(target + " exists: give the backup another name");
        }
        if (!Files.isDirectory(target.getParent()))
        {
            throw MigrationException.refused("no directory " + target.getParent());
        }
    }

    private MigrationException cannotWrite(final IOException cause)
    {
        return MigrationException.refused("cannot write " + file, cause);
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(channel);
    }
}
