package io.standfast.replication.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.MessageLog;

/**
 * What a member held before it began to copy another's data: kept until the copy is whole, because its segments can be
 * taken back and because the copy may never be whole; but never so much that the copy has no room. Owned by the thread
 * that launches the node.
 */
public final class SetAside
{
    /** As limit: what is kept is never more than the disk has free. */
    public static final long AS_MUCH_AS_IS_FREE = -1;

    private static final String COPIED = "copied";
    private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

    private final Path directory;
    private final String store;

    SetAside(final Path directory, final String store)
    {
        this.directory = directory;
        this.store = store;
    }

    /** Where segments may lie that can be taken back: those that an earlier attempt copied, and this member's own. */
    List<Path> stores()
    {
        return List.of(directory.resolve(COPIED), directory.resolve(store));
    }

    /**
     * Keep the segments of a copy that was not finished: each was verified before it got its name.
     *
     * @param copy directory in which they are.
     * @throws IOException when one cannot be moved.
     */
    void keepCopied(final Path copy) throws IOException
    {
        if (!Files.isDirectory(copy))
        {
            return;
        }
        try (Stream<Path> files = Files.list(copy))
        {
            for (final Path segment : files.filter(MessageLog::isSegment).toList())
            {
                Files.createDirectories(directory.resolve(COPIED));
                Files.move(segment, directory.resolve(COPIED).resolve(segment.getFileName()),
                    StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Replaces what an earlier copy had set aside of the same name. */
    void add(final Path part) throws IOException
    {
        Files.createDirectories(directory);
        final Path target = directory.resolve(part.getFileName());
        if (Files.isDirectory(target))
        {
            DataDirectory.clear(target);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Remove what is over a limit: log and snapshots first, which nobody takes back, then the newest segments, which
     * are the likeliest to differ from the others'.
     *
     * @param limit bytes, or {@link #AS_MUCH_AS_IS_FREE}.
     * @throws IOException when a file cannot be removed.
     */
    void limit(final long limit) throws IOException
    {
        if (!Files.isDirectory(directory))
        {
            return;
        }
        final List<Path> files = inOrderOfRemoval();
        final long before = bytes(files);
        long kept = before;
        int removed = 0;
        while (removed < files.size() && kept > bound(limit))
        {
            final Path file = files.get(removed++);
            kept -= Files.size(file);
            Files.delete(file);
        }
        if (removed > 0)
        {
            LOG.warn("set aside: {} of {} MB in {} are removed, {} files, so that the copy has room ({}); the rest " +
                "goes when the copy is complete", before - kept >> 20, before >> 20, directory, removed,
                limit < 0
                    ? "as much is kept as the disk has free, -cluster_set_aside_limit changes that"
                    : "-cluster_set_aside_limit is " + limit + " bytes");
        }
    }

    private long bound(final long limit) throws IOException
    {
        return limit == AS_MUCH_AS_IS_FREE ? Files.getFileStore(directory).getUsableSpace() : limit;
    }

    private List<Path> inOrderOfRemoval() throws IOException
    {
        final List<Path> files;
        try (Stream<Path> all = Files.walk(directory))
        {
            files = new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
        files.sort(
            Comparator.comparing((Path file) -> stores().contains(file.getParent())).thenComparing(Comparator.comparing(
                Path::toString).reversed()));
        return files;
    }

    private static long bytes(final List<Path> files) throws IOException
    {
        long sum = 0;
        for (final Path file : files)
        {
            sum += Files.size(file);
        }
        return sum;
    }

    /** It is not needed any more. */
    void release() throws IOException
    {
        if (Files.isDirectory(directory))
        {
            DataDirectory.clear(directory);
            Files.delete(directory);
        }
    }
}
