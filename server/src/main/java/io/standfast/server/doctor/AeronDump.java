package io.standfast.server.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.aeron.CncFileDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.agrona.concurrent.status.CountersReader;

/**
 * Reads what a media driver keeps in memory, counters and errors, also of one whose process has died. Changes nothing.
 * Stateless.
 */
public final class AeronDump
{
    private static final int DRIVERS = 8;
    private static final String PREFIX = "standfast-";

    private AeronDump()
    {
    }

    /**
     * Directories of media drivers: those in shared memory, and the one beside the data.
     *
     * @param sharedMemory where they usually are.
     * @param data         directory of a server, or null.
     * @return directories, eight at most.
     */
    public static List<Path> drivers(final Path sharedMemory, final Path data)
    {
        final Stream<Path> beside = data == null ? Stream.empty() : Stream.of(data.resolve("aeron"));
        try (Stream<Path> all = Files.isDirectory(sharedMemory) ? Files.list(sharedMemory) : Stream.empty())
        {
            return Stream.concat(beside, all.filter(path -> path.getFileName().toString().startsWith(PREFIX)).sorted())
                .filter(path -> Files.isRegularFile(path.resolve(CncFileDescriptor.CNC_FILE))).limit(DRIVERS).toList();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Read one.
     *
     * @param driver directory of it.
     * @return counters, then errors, a line each.
     */
    public static String text(final Path driver)
    {
        final File file = driver.resolve(CncFileDescriptor.CNC_FILE).toFile();
        final MappedByteBuffer mapping = IoUtil.mapExistingFile(file, MapMode.READ_ONLY, "cnc");
        try
        {
            final UnsafeBuffer meta = CncFileDescriptor.createMetaDataBuffer(mapping);
            CncFileDescriptor.checkVersion(meta.getInt(CncFileDescriptor.cncVersionOffset(0)));
            return driver + "\n\n" + counters(mapping, meta) + "\n" + errors(mapping, meta);
        }
        // A file that is being made, or of another version.
        catch (final IllegalStateException | IllegalArgumentException | IndexOutOfBoundsException ex)
        {
            return driver + "\n\ncannot be read: " + ex + "\n";
        }
        finally
        {
            IoUtil.unmap(mapping);
        }
    }

    private static String counters(final MappedByteBuffer mapping, final DirectBuffer meta)
    {
        final StringBuilder text = new StringBuilder();
        final CountersReader reader = new CountersReader(CncFileDescriptor.createCountersMetaDataBuffer(mapping, meta),
            CncFileDescriptor.createCountersValuesBuffer(mapping, meta), US_ASCII);
        reader.forEach((value, id, label) -> text.append(String.format(Locale.ROOT, "%4d %20d  %s%n", id, value,
            label)));
        return text.toString();
    }

    private static String errors(final MappedByteBuffer mapping, final DirectBuffer meta)
    {
        final StringBuilder text = new StringBuilder();
        final int count = ErrorLogReader.read(CncFileDescriptor.createErrorLogBuffer(mapping, meta),
            (times, firstMs, lastMs, error) -> text.append(times).append(" times from ").append(Instant.ofEpochMilli(
                firstMs)).append(" to ").append(Instant.ofEpochMilli(lastMs)).append('\n').append(error).append('\n'));
        return count + " distinct errors\n" + text;
    }
}
