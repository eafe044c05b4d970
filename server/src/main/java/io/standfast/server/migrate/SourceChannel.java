package io.standfast.server.migrate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One channel's directory in the original's store. Immutable.
 *
 * @param name      of the channel, which is that of its directory.
 * @param directory of the channel.
 * @param slices    data files in the order of their numbers.
 */
record SourceChannel(String name, Path directory, List<Path> slices)
{
    private static final Pattern SLICE = Pattern.compile("msgs\\.(\\d{1,9})\\.(dat|idx)");
    private static final String DATA = "dat";

    /**
     * Look which files there are.
     *
     * @param directory of the channel.
     * @return the channel, or null when it is no channel's directory.
     */
    static SourceChannel of(final Path directory)
    {
        final TreeMap<Integer, Path> data = new TreeMap<>();
        final TreeSet<Integer> indexes = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory))
        {
            files.forEach(file ->
            {
                final Matcher matcher = SLICE.matcher(file.getFileName().toString());
                if (matcher.matches() && matcher.group(2).equals(DATA))
                {
                    data.put(Integer.valueOf(matcher.group(1)), file);
                }
                else if (matcher.matches())
                {
                    indexes.add(Integer.valueOf(matcher.group(1)));
                }
            });
        }
        catch (final IOException ex)
        {
            throw MigrationException.refused("cannot list " + directory, ex);
        }
        if (data.isEmpty() && indexes.isEmpty() && !Files.exists(directory.resolve("subs.dat")))
        {
            return null;
        }
        requireAll(directory, data, indexes);
        return new SourceChannel(directory.getFileName().toString(), directory, List.copyOf(data.values()));
    }

    private static void requireAll(final Path directory, final TreeMap<Integer, Path> data,
        final TreeSet<Integer> indexes)
    {
        for (final int number : indexes)
        {
            if (!data.containsKey(number))
            {
                throw MigrationException.damaged(directory.resolve("msgs." + number + ".dat") +
                    " is missing, its index is there");
            }
        }
        int expected = data.isEmpty() ? 0 : data.firstKey();
        for (final int number : data.keySet())
        {
            if (number != expected)
            {
                throw MigrationException.damaged(directory.resolve("msgs." + expected + ".dat") +
                    " is missing, there are files before and after it");
            }
            expected++;
        }
    }

    Path subscriptions()
    {
        return directory.resolve("subs.dat");
    }

    /**
     * Index of a data file.
     *
     * @param slice data file.
     * @return file, there or not.
     */
    static Path indexOf(final Path slice)
    {
        return slice.resolveSibling(slice.getFileName().toString().replace(".dat", ".idx"));
    }

    boolean isNewest(final Path slice)
    {
        return slice.equals(slices.get(slices.size() - 1));
    }

    /**
     * Bytes of the data files.
     *
     * @return bytes.
     */
    long sizeBytes()
    {
        return slices.stream().mapToLong(slice -> slice.toFile().length()).sum();
    }
}
