package io.standfast.replication;

import java.io.File;
import java.nio.file.Path;

import org.agrona.IoUtil;

import io.aeron.CommonContext;

/**
 * Where Aeron's buffers lie: in /dev/shm when it has the room, else beside the data: containers often have 64 MiB
 * there,
 * and running out of it kills the process.
 */
final class AeronDirectory
{
    private static final long BYTES_NEEDED = 256L * 1024 * 1024;

    private static final String PREFIX = "standfast-";
    private static final long DRIVER_TIMEOUT_MS = 10_000;

    private AeronDirectory()
    {
    }

    /**
     * Choose, and say so: two directories never share a name, also when one is a copy of the other.
     */
    static String choose(final Path dataDirectory, final long stamp)
    {
        final File shm = new File("/dev/shm");
        if (shm.isDirectory() && shm.getUsableSpace() >= BYTES_NEEDED)
        {
            final String path = Integer.toHexString(dataDirectory.toAbsolutePath().normalize().toString().hashCode());
            final String name = PREFIX + Long.toHexString(stamp) + "-" + path;
            deleteDead(shm, "-" + path, name);
            return new File(shm, name).getPath();
        }
        return dataDirectory.resolve("aeron").toString();
    }

    /** What killed processes left on this path, also with the stamp of data that is gone. */
    private static void deleteDead(final File shm, final String suffix, final String own)
    {
        final String[] names = shm.list((parent, name) -> name.startsWith(PREFIX) && name.endsWith(suffix) && !name
            .equals(own));
        for (final String name : names == null ? new String[0] : names)
        {
            final File directory = new File(shm, name);
            if (!CommonContext.isDriverActive(directory, DRIVER_TIMEOUT_MS, text ->
            {
            }))
            {
                IoUtil.delete(directory, true);
            }
        }
    }

    static void delete(final String directory)
    {
        IoUtil.delete(new File(directory), true);
    }
}
