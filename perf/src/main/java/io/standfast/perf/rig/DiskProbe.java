package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.standfast.perf.report.Latencies;

/**
 * What the disk costs whoever has to be sure: a piece is appended to a file and forced. Stateless.
 */
final class DiskProbe
{
    private static final int PIECE = 4096;

    private DiskProbe()
    {
    }

    /** Of {@code count} forces of a new file in a directory. */
    static Latencies force(final Path directory, final int count) throws IOException
    {
        final Path file = Files.createTempFile(directory, "probe", "");
        final Latencies latencies = new Latencies();
        final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            for (int i = 0; i < count; i++)
            {
                piece.clear();
                final long beginNs = System.nanoTime();
                channel.write(piece);
                channel.force(false);
                latencies.record(System.nanoTime() - beginNs);
            }
        }
        Files.delete(file);
        return latencies;
    }
}
