package io.standfast.server.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks at where messages will lie: the disk's room, its kind, and how long it takes to hold something. Owned by one
 * thread.
 */
public final class DirectoryProbe
{
    private static final long MB = 1024 * 1024;
    private static final long ROOM_LEAST_MB = 512;
    private static final long ROOM_WELL_MB = 4 * 1024;
    private static final int WRITES = 16;
    private static final int BLOCK = 4096;
    private static final long SLOW_MS = 20;
    private static final String DISK = "disk";
    private static final String FORCE = "disk sync";
    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "ceph",
        "glusterfs", "fuse", "fuseblk", "fuse.sshfs", "fuse.glusterfs");

    private final Path directory;

    /**
     * Of a data directory.
     *
     * @param directory that may not exist yet.
     */
    public DirectoryProbe(final Path directory)
    {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * Look. Writes a file of 4 kB and deletes it.
     *
     * @return everything that was looked at.
     */
    public List<Finding> look()
    {
        Path existing = directory;
        while (existing != null && !Files.isDirectory(existing))
        {
            existing = existing.getParent();
        }
        final List<Finding> findings = new ArrayList<>();
        if (existing == null || !Files.isWritable(existing))
        {
            return List.of(Finding.failure(DISK, existing + " cannot be written by this user",
                "chown it to the server's user, or run this as that user"));
        }
        try
        {
            final FileStore store = Files.getFileStore(existing);
            findings.add(room(store.getUsableSpace() / MB));
            findings.add(kind(store.type()));
            findings.add(force(existing));
        }
        catch (final IOException ex)
        {
            findings.add(Finding.failure(DISK, existing + ": " + ex.getMessage(), "look at the disk: dmesg"));
        }
        return findings;
    }

    Finding room(final long freeMb)
    {
        final String found = freeMb + " MB free for " + directory;
        if (freeMb < ROOM_LEAST_MB)
        {
            return Finding.failure(DISK, found, "make room: publishes are refused before the disk is full");
        }
        return freeMb < ROOM_WELL_MB ? Finding.warning(DISK, found, "make room, or set max_bytes and max_age: " +
            "publishes are refused before the disk is full") : Finding.ok(DISK, found);
    }

    Finding kind(final String type)
    {
        final String name = "file system";
        final String kind = type.toLowerCase(Locale.ROOT);
        if (REMOTE.contains(kind))
        {
            return Finding.warning(name, kind + ", which is another machine's or another program's",
                "use a disk of this machine: locks, mapped files and sync must mean what they say");
        }
        if (kind.equals("tmpfs") || kind.equals("ramfs"))
        {
            return Finding.warning(name, kind + ": lost when the machine goes",
                "good for a node of a cluster whose others hold the same; else use a disk");
        }
        return kind.equals("overlay") ? Finding.warning(name, "overlay: lost when the container goes",
            "mount a volume at the data directory") : Finding.ok(name, kind);
    }

    private static Finding force(final Path existing) throws IOException
    {
        final Path file = Files.createTempFile(existing, ".standfast-doctor", ".tmp");
        final long[] tookNs = new long[WRITES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            for (int i = 0; i < WRITES; i++)
            {
                final long beginNs = System.nanoTime();
                channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
                channel.force(false);
                tookNs[i] = System.nanoTime() - beginNs;
            }
        }
        finally
        {
            Files.deleteIfExists(file);
        }
        Arrays.sort(tookNs);
        return force(tookNs[WRITES / 2], tookNs[WRITES - 1]);
    }

    static Finding force(final long medianNs, final long mostNs)
    {
        final String found = String.format(Locale.ROOT, "4 kB are on the disk after %.2f ms, of %d times the longest " +
            "%.2f ms", medianNs / 1e6, WRITES, mostNs / 1e6);
        return TimeUnit.NANOSECONDS.toMillis(medianNs) >= SLOW_MS ? Finding.warning(FORCE, found,
            "use a faster disk: every publish waits for it, unless -file_sync=false") : Finding.ok(FORCE, found);
    }
}
