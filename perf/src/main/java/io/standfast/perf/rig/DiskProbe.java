package io.standfast.perf.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import io.standfast.perf.report.Latencies;

/**
 * What the disk costs whoever has to be sure: a piece is appended to a file and forced. Stateless.
 */
final class DiskProbe
{
    private static final int PIECE = 4096;
    private static final int SEGMENT = 64 * 1024 * 1024;

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

    /**
     * How fast the full files of a directory can be copied on its disk: one after the other, each forced when it is
     * whole.
     *
     * @param directory with files of store segments, as long as {@link #SEGMENT} or longer.
     * @return MB a second.
     */
    static double copyMbPerS(final Path directory) throws IOException
    {
        final List<Path> files;
        try (Stream<Path> all = Files.walk(directory))
        {
            files = all.filter(DiskProbe::isFull).toList();
        }
        final Path copy = Files.createTempFile(directory, "probe", "");
        long bytes = 0;
        long ns = 0;
        for (final Path file : files)
        {
            final long beginNs = System.nanoTime();
            try (FileChannel from = FileChannel.open(file);
                FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING))
            {
                for (long done = 0; done < SEGMENT;)
                {
                    done += from.transferTo(done, SEGMENT - done, to);
                }
                to.force(false);
            }
            ns += System.nanoTime() - beginNs;
            bytes += SEGMENT;
        }
        Files.delete(copy);
        return bytes * 1e3 / ns;
    }

    private static boolean isFull(final Path file)
    {
        return Files.isRegularFile(file) && file.toFile().length() >= SEGMENT;
    }
}
