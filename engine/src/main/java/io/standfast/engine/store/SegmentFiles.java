package io.standfast.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names of segment files and what is done to them by name: cleaning up at open, setting aside, deleting. Stateless but
 * for the directory.
 */
final class SegmentFiles
{
    /** Length of Chronicle's MINUTELY cycle: segment n is the file of minute n. */
    static final long CYCLE_MS = 60_000L;
    private static final String SUFFIX = ".cq4";
    private static final int SLICE = 64 * 1024;
    private static final String PREPARED = ".precreated";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm")
        .withZone(ZoneOffset.UTC);

    private final Path directory;

    SegmentFiles(final Path directory)
    {
        this.directory = directory;
    }

    Path path(final int segment)
    {
        return directory.resolve(NAME.format(Instant.ofEpochMilli(CYCLE_MS * segment)) + SUFFIX);
    }

    /**
     * Segment files that are there.
     *
     * @return by number.
     */
    TreeMap<Integer, Path> list()
    {
        return list(directory);
    }

    /**
     * Segment files that were set aside, at this start or at an earlier one.
     *
     * @return by number.
     */
    TreeMap<Integer, Path> listSetAside()
    {
        return Files.isDirectory(quarantine()) ? list(quarantine()) : new TreeMap<>();
    }

    private Path quarantine()
    {
        return directory.resolve("quarantine");
    }

    private static TreeMap<Integer, Path> list(final Path directory)
    {
        final TreeMap<Integer, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX))
        {
            for (final Path file : files)
            {
                final String name = file.getFileName().toString();
                final LocalDateTime minute = LocalDateTime.parse(name.substring(0, name.length() - SUFFIX.length()),
                    NAME);
                found.put((int) (minute.toEpochSecond(ZoneOffset.UTC) * 1000 / CYCLE_MS), file);
            }
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot list the store " + directory + ": " + ex, ex);
        }
        return found;
    }

    /**
     * What a crash may have left: the write lock of a process that is gone (it may have had our pid), and a newest
     * segment whose header was never finished, on which every opener would wait.
     */
    void cleanUp()
    {
        try
        {
            Files.deleteIfExists(directory.resolve("metadata.cq4t"));
            Files.deleteIfExists(preparing());
            deletePrepared();
            final Map.Entry<Integer, Path> newest = list().lastEntry();
            if (newest != null && !hasHeader(newest.getValue()))
            {
                Files.delete(newest.getValue());
            }
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot clean up the store " + directory + ": " + ex, ex);
        }
    }

    /** They were prepared for numbers that may have been counted otherwise. */
    private void deletePrepared() throws IOException
    {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + PREPARED))
        {
            for (final Path file : found)
            {
                Files.delete(file);
            }
        }
    }

    static boolean isSegment(final Path file)
    {
        return file.toString().endsWith(SUFFIX);
    }

    void setAside(final Path file)
    {
        try
        {
            final Path quarantine = quarantine();
            Files.createDirectories(quarantine);
            final Path target = quarantine.resolve(file.getFileName());
            if (Files.exists(target) && SegmentScanner.newestPosition(target) > SegmentScanner.newestPosition(file))
            {
                // A replay that was stopped had not come as far.
                Files.delete(file);
            }
            else
            {
                Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.deleteIfExists(Sidecar.path(file));
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot set aside " + file + ": " + ex, ex);
        }
    }

    /**
     * Delete what was set aside.
     *
     * @return bytes of it.
     */
    long releaseQuarantine()
    {
        final Path quarantine = quarantine();
        if (!Files.isDirectory(quarantine))
        {
            return 0;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(quarantine))
        {
            long bytes = 0;
            for (final Path file : files)
            {
                bytes += Files.size(file);
                Files.delete(file);
            }
            Files.delete(quarantine);
            return bytes;
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot empty " + quarantine + ": " + ex, ex);
        }
    }

    /**
     * Name under which a segment is being prepared, whichever it will be.
     *
     * @return file.
     */
    Path preparing()
    {
        return directory.resolve("next.preparing");
    }

    /**
     * A segment has been prepared: give it the name that Chronicle renames when it begins the segment.
     *
     * @param segment number.
     */
    void prepared(final int segment) throws IOException
    {
        Files.move(preparing(), preparedPath(segment), StandardCopyOption.ATOMIC_MOVE);
        if (Files.exists(path(segment)))
        {
            // It has begun meanwhile: nobody takes this file any more.
            Files.deleteIfExists(preparedPath(segment));
        }
    }

    /**
     * Prepare a segment at once, because the file thread has not come to it: slow, but a fault on a full disk in the
     * middle of an append would be worse.
     *
     * @param segment number.
     * @param bytes   of zeros.
     * @throws IOException when there is no room; what has been written is gone then.
     */
    void prepareNow(final int segment, final int bytes) throws IOException
    {
        final Path file = preparedPath(segment);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING))
        {
            final ByteBuffer zeros = ByteBuffer.allocate(Math.min(bytes, SLICE));
            for (long written = 0; written < bytes; written += channel.write(zeros))
            {
                zeros.clear();
            }
        }
        catch (final IOException ex)
        {
            Files.deleteIfExists(file);
            throw ex;
        }
    }

    boolean isPrepared(final int segment)
    {
        return Files.exists(preparedPath(segment));
    }

    void discardPrepared()
    {
        try
        {
            Files.deleteIfExists(preparing());
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot delete " + preparing() + ": " + ex, ex);
        }
    }

    private Path preparedPath(final int segment)
    {
        final String name = path(segment).getFileName().toString();
        return directory.resolve(name.substring(0, name.length() - SUFFIX.length()) + PREPARED);
    }

    /**
     * Delete a segment and what describes it.
     *
     * @param file of the segment.
     */
    void delete(final Path file)
    {
        try
        {
            Files.deleteIfExists(file);
            Files.deleteIfExists(Sidecar.path(file));
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot delete " + file + ": " + ex, ex);
        }
    }

    static void force(final Path file)
    {
        try
        {
            DiskForce.force(file);
        }
        catch (final IOException ex)
        {
            throw new StoreException("cannot force " + file + ": " + ex, ex);
        }
    }

    private static boolean hasHeader(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ))
        {
            final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            return channel.read(header) == Integer.BYTES && header.getInt(0) != 0 &&
                (header.getInt(0) & RecordLayout.NOT_COMPLETE) == 0;
        }
    }
}
