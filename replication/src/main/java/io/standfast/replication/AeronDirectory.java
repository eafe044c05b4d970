package io.standfast.replication;

import java.io.File;
import java.nio.file.Path;

import org.agrona.IoUtil;

/**
 * Where Aeron's buffers lie: in /dev/shm when it has the room, else beside the data: containers often have 64 MiB
 * there,
 * and running out of it kills the process.
 */
final class AeronDirectory
{
    private static final long BYTES_NEEDED = 256L * 1024 * 1024;

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
            final String name = Long.toHexString(stamp) + "-" + Integer.toHexString(dataDirectory.toAbsolutePath()
                .normalize().toString().hashCode());
            return new File(shm, "standfast-" + name).getPath();
        }
        return dataDirectory.resolve("aeron").toString();
    }

    static void delete(final String directory)
    {
        IoUtil.delete(new File(directory), true);
    }
}
