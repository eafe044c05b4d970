package io.standfast.replication.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the engine has thrown, and which entries of the log an operator has ordered to leave out: both in files of the
 * data directory. Owned by the launching thread, then by the engine thread; what is left out may be read by any.
 */
public final class PoisonedEntries
{
    /** No entry. */
    public static final long NONE = -1;
    /** Entries that may be left out of one log. */
    static final int LIMIT = 16;
    private static final Logger LOG = LoggerFactory.getLogger(PoisonedEntries.class);
    private static final String HALTED = "POISON";
    private static final String LEFT_OUT = "SKIP";

    private final Path root;
    private long haltedPosition = NONE;
    private volatile List<Long> leftOut = List.of();
    private String haltedCause = "";
    /** No entry before this position is of interest: one comparison for each entry. */
    private long nextPosition = Long.MAX_VALUE;

    /**
     * Read what is there.
     *
     * @param root of the data directory.
     * @throws IOException when a file cannot be read.
     */
    public PoisonedEntries(final Path root) throws IOException
    {
        this.root = root;
        final String halted = read(root.resolve(HALTED));
        if (!halted.isEmpty())
        {
            final int space = halted.indexOf(' ');
            haltedPosition = Long.parseLong(halted.substring(0, Math.max(0, space)));
            haltedCause = halted.substring(space + 1).strip();
        }
        leftOut = positions(root);
        watch();
    }

    /**
     * An operator orders to leave out the entry at which a node has halted.
     *
     * @param root     of the data directory; its node is not running.
     * @param position of the entry.
     * @return null, or why not.
     * @throws IOException when the order cannot be written.
     */
    public static String order(final Path root, final long position) throws IOException
    {
        final PoisonedEntries entries = new PoisonedEntries(root);
        final String refusal = entries.refusal(position);
        if (refusal != null)
        {
            return refusal;
        }
        final TreeSet<Long> all = new TreeSet<>(entries.leftOut);
        all.add(position);
        entries.leaveOut(List.copyOf(all));
        return null;
    }

    /**
     * Why an operator cannot order to leave an entry out; changes nothing.
     *
     * @param root     of the data directory; its node is not running.
     * @param position of the entry.
     * @return null when it can be ordered.
     * @throws IOException when it cannot be read.
     */
    public static String refusal(final Path root, final long position) throws IOException
    {
        return new PoisonedEntries(root).refusal(position);
    }

    private String refusal(final long position)
    {
        if (haltedPosition != position)
        {
            return "the node on " + root + " has not halted at log position " + position + (haltedPosition < 0
                ? "" : " but at " + haltedPosition);
        }
        return leftOut.size() >= LIMIT ? LIMIT + " entries are left out already" : null;
    }

    /**
     * Where the node halted at its last run.
     *
     * @return position, or {@link #NONE}.
     */
    public long haltedPosition()
    {
        return haltedPosition;
    }

    /**
     * Why it halted.
     *
     * @return cause.
     */
    public String haltedCause()
    {
        return haltedCause;
    }

    /**
     * Entries that are not applied.
     *
     * @return positions, ascending.
     */
    public List<Long> leftOut()
    {
        return leftOut;
    }

    /**
     * From now on leave out these and no others.
     *
     * @param positions of entries, ascending.
     * @throws IOException when it cannot be written.
     */
    public void leaveOut(final List<Long> positions) throws IOException
    {
        if (positions.equals(leftOut))
        {
            return;
        }
        final StringBuilder text = new StringBuilder();
        positions.forEach(position -> text.append(position).append('\n'));
        replace(LEFT_OUT, text.toString());
        leftOut = List.copyOf(positions);
        watch();
    }

    /**
     * The engine has thrown.
     *
     * @param position of the entry.
     * @param cause    what it threw.
     */
    void halted(final long position, final Throwable cause)
    {
        // A channel does not write for a thread that is interrupted.
        final boolean isInterrupted = Thread.interrupted();
        try
        {
            replace(HALTED, position + " " + cause.toString().replace('\n', ' ') + "\n");
        }
        catch (final IOException ex)
        {
            LOG.error("cannot write {}", root.resolve(HALTED), ex);
        }
        finally
        {
            if (isInterrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Whether an entry is to be left out; asked for each, in order, by the engine thread.
     *
     * @param position of the entry.
     * @return true if so.
     */
    boolean isLeftOut(final long position)
    {
        return position >= nextPosition && isOfInterest(position);
    }

    private boolean isOfInterest(final long position)
    {
        final boolean isLeftOut = leftOut.contains(position);
        if (isLeftOut)
        {
            LOG.warn("the entry at log position {} is left out, as ordered", position);
        }
        if (haltedPosition != NONE && position > haltedPosition)
        {
            haltedPosition = NONE;
            try
            {
                Files.deleteIfExists(root.resolve(HALTED));
            }
            catch (final IOException ex)
            {
                LOG.warn("cannot remove {}: {}", root.resolve(HALTED), ex.toString());
            }
        }
        nextPosition = haltedPosition == NONE ? leftOut.stream().filter(each -> each > position).findFirst().orElse(
            Long.MAX_VALUE) : position;
        return isLeftOut;
    }

    private void watch()
    {
        final long first = leftOut.isEmpty() ? Long.MAX_VALUE : leftOut.get(0);
        nextPosition = haltedPosition == NONE ? first : Math.min(first, haltedPosition);
    }

    private static List<Long> positions(final Path root) throws IOException
    {
        return read(root.resolve(LEFT_OUT)).lines().filter(line -> !line.isBlank()).map(Long::parseLong).sorted()
            .toList();
    }

    private static String read(final Path file) throws IOException
    {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** All of it or nothing, whenever the process is killed. */
    private void replace(final String name, final String text) throws IOException
    {
        final Path temporary = root.resolve(name + ".tmp");
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING))
        {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
            channel.force(true);
        }
        Files.move(temporary, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
