package io.standfast.replication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a member waits at its start because it was started again and again and never came to serve: each start costs
 * the others connections, elections and copies. Starts are kept in a file of their own, because a member without data
 * has no identity to count them in. It is not forced: after a power failure nothing needs to be waited for. Owned by
 * the launching thread.
 */
final class StartBackOff
{
    /** Starts within {@link #WINDOW_MS} from which on a start waits. */
    static final int STARTS = 5;
    static final long WINDOW_MS = TimeUnit.MINUTES.toMillis(1);
    static final long FIRST_WAIT_MS = 1_000;
    static final long LONGEST_WAIT_MS = 30_000;

    private static final Logger LOG = LoggerFactory.getLogger(StartBackOff.class);
    private static final String FILE = "STARTS";

    private final Path file;
    private final LongSupplier clockMs;

    /**
     * Starts on a data directory.
     *
     * @param root    of the data, which exists and is locked.
     * @param clockMs time of day in milliseconds: it goes on between two processes.
     */
    StartBackOff(final Path root, final LongSupplier clockMs)
    {
        file = root.resolve(FILE);
        this.clockMs = clockMs;
    }

    /**
     * Count this start.
     *
     * @return milliseconds to wait before going on, 0 to {@link #LONGEST_WAIT_MS}.
     */
    long begin()
    {
        final long nowMs = clockMs.getAsLong();
        List<Long> content = read();
        final long wentOnMs = content.get(content.size() - 1);
        // A life of a minute troubles nobody. A clock that was set back says nothing about the starts before.
        if (nowMs - wentOnMs >= WINDOW_MS || nowMs < wentOnMs - LONGEST_WAIT_MS)
        {
            content = List.of(0L);
        }
        final List<Long> starts = new ArrayList<>(content.subList(1, content.size()));
        starts.add(nowMs);
        if (starts.size() > STARTS)
        {
            starts.remove(0);
        }
        final long before = content.get(0);
        final boolean isLoop = before > 0 || starts.size() == STARTS && nowMs - starts.get(0) <= WINDOW_MS;
        final long waitMs = !isLoop ? 0 : before == 0 ? FIRST_WAIT_MS : Math.min(2 * before, LONGEST_WAIT_MS);
        starts.set(starts.size() - 1, nowMs + waitMs);
        write(waitMs, starts);
        return waitMs;
    }

    /** It serves, or somebody stopped it in order: the next start is the first again. */
    void forget()
    {
        try
        {
            Files.deleteIfExists(file);
        }
        catch (final IOException ex)
        {
            LOG.warn("cannot remove {} ({}): the next starts of this node may wait up to {} s for nothing", file, ex
                .getMessage(), LONGEST_WAIT_MS / 1_000);
        }
    }

    /** The line that says why nothing happens. */
    static String text(final long waitMs)
    {
        return "WAIT: this node was started " + STARTS +
            " times within a minute, or again soon after that, and did not " +
            "come to serve: it goes on in " + waitMs / 1_000 + " s, to spare the other members; see its log for why " +
            "it ended";
    }

    /** Wait of the last start, then when each went on; what cannot be read is nothing. */
    private List<Long> read()
    {
        try
        {
            final List<Long> numbers = new ArrayList<>();
            for (final String word : Files.exists(file) ? Files.readString(file, US_ASCII).strip().split(" ")
                : new String[0])
            {
                numbers.add(Long.parseLong(word));
            }
            final boolean isWhole = numbers.size() > 1 && numbers.get(0) >= 0 && numbers.get(0) <= LONGEST_WAIT_MS;
            return isWhole ? numbers : List.of(0L);
        }
        catch (final IOException | NumberFormatException ex)
        {
            LOG.warn("cannot read {} ({}): earlier starts are not counted", file, ex.getMessage());
            return List.of(0L);
        }
    }

    private void write(final long waitMs, final List<Long> starts)
    {
        final StringBuilder text = new StringBuilder(Long.toString(waitMs));
        starts.forEach(start -> text.append(' ').append(start));
        final Path temporary = file.resolveSibling(FILE + ".tmp");
        try
        {
            Files.writeString(temporary, text.append('\n'), US_ASCII);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
        catch (final IOException ex)
        {
            LOG.warn("cannot write {} ({}): this start is not counted", file, ex.getMessage());
        }
    }
}
