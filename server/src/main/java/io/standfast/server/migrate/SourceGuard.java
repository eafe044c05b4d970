package io.standfast.server.migrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

import org.agrona.CloseHelper;

/**
 * Watches that nobody else uses a source while it is read, without writing to it. Owned by one thread.
 *
 * <p>A fault-tolerant server holds a lock, of which a shared one is taken here. Another server holds none: it is found
 * by its open files where the system shows them, and by files that have changed at the end.
 */
final class SourceGuard implements AutoCloseable
{
    private static final String LOCK_FILE = ".rootdir.lck";

    private final Path directory;
    private Map<String, String> before;
    private FileChannel channel;
    private FileLock lock;

    private SourceGuard(final Path directory)
    {
        this.directory = directory;
    }

    /**
     * Begin to watch.
     *
     * @param directory that exists.
     * @return guard.
     */
    static SourceGuard watch(final Path directory)
    {
        return watch(directory, Path.of("/proc"));
    }

    static SourceGuard watch(final Path directory, final Path proc)
    {
        final SourceGuard guard = new SourceGuard(directory);
        try
        {
            guard.lock();
            guard.requireNotOpen(proc);
            guard.before = guard.files();
            return guard;
        }
        catch (final MigrationException ex)
        {
            guard.close();
            throw ex;
        }
    }

    private void lock()
    {
        final Path file = directory.resolve(LOCK_FILE);
        if (!Files.exists(file))
        {
            return;
        }
        try
        {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            lock = channel.tryLock(0, Long.MAX_VALUE, true);
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot lock " + file, ex);
        }
        catch (final OverlappingFileLockException ex)
        {
            throw MigrationException.refused(directory + " is in use by this process");
        }
        if (lock == null)
        {
            throw inUse("it holds the lock " + file);
        }
    }

    private MigrationException inUse(final String how)
    {
        return MigrationException.refused(directory + " is in use by a running server (" + how + "): stop it first");
    }

    private void requireNotOpen(final Path proc)
    {
        if (!Files.isDirectory(proc.resolve("self/fd")))
        {
            return;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*"))
        {
            final Path real = directory.toRealPath();
            for (final Path process : processes)
            {
                if (!process.getFileName().toString().equals(Long.toString(ProcessHandle.current().pid())))
                {
                    requireNotOpen(process, real);
                }
            }
        }
        catch (final IOException | DirectoryIteratorException ex)
        {
            throw MigrationException.refused("cannot look at the processes of this machine", ex);
        }
    }

    private void requireNotOpen(final Path process, final Path real)
    {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd")))
        {
            for (final Path each : open)
            {
                final Path target = target(each);
                if (target != null && target.startsWith(real) && target.getFileName().toString().endsWith(".dat"))
                {
                    throw inUse("process " + process.getFileName() + " has " + target + " open");
                }
            }
        }
        catch (final IOException | DirectoryIteratorException ex)
        {
            // It has ended, or is another user's, whose files this one could not read either way.
            return;
        }
    }

    /** What is open, or null when it has been closed in the meantime: the others are still to be looked at. */
    private static Path target(final Path open)
    {
        try
        {
            return Files.readSymbolicLink(open);
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    /** The source must be as it was. */
    void requireUnchanged()
    {
        final Map<String, String> now = files();
        for (final Map.Entry<String, String> entry : now.entrySet())
        {
            if (!entry.getValue().equals(before.get(entry.getKey())))
            {
                throw inUse("it has written " + entry.getKey() + " in the meantime");
            }
        }
        if (now.size() != before.size())
        {
            throw inUse("it has removed files in the meantime");
        }
    }

    /**
     * Which source it is, and in what state.
     *
     * @return equal for the same files of the same lengths and times.
     */
    String fingerprint()
    {
        final CRC32C crc = new CRC32C();
        crc.update(before.toString().getBytes(StandardCharsets.UTF_8));
        return before.size() + " files, " + Long.toHexString(crc.getValue());
    }

    private Map<String, String> files()
    {
        try (Stream<Path> found = Files.walk(directory))
        {
            final Map<String, String> files = new TreeMap<>();
            for (final Path file : (Iterable<Path>) found.filter(Files::isRegularFile)::iterator)
            {
                files.put(directory.relativize(file).toString(), Files.size(file) + " bytes of " + Files
                    .getLastModifiedTime(file));
            }
            return files;
        }
        catch (final IOException | UncheckedIOException ex)
        {
            throw MigrationException.refused("cannot list " + directory, ex);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(lock, channel);
        lock = null;
        channel = null;
    }
}
