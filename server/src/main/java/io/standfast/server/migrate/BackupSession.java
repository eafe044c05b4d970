package io.standfast.server.migrate;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Backs up a running server into a file that {@code standfast restore} takes (docs/backup.md). Owned by one thread.
 *
 * <p>First comes what there is at one position of the log: channels with their bounds, durables with their positions
 * and pendings. Then the messages in these bounds, block after block. What limits or orders remove meanwhile is always
 * a channel's oldest messages, or all of it: a channel that begins later is a state that its durables may be in, too,
 * so such a backup is that of a server on which the removal came first. The file has the name of a part until it is
 * whole; a part is gone on with at its last mark.
 */
public final class BackupSession
{
    /** Rate that is as fast as it can be. */
    public static final long NO_LIMIT = 0;

    private final BackupServer server;
    private final Path target;
    private final MigrationProgress progress;
    private final long bytesPerSecond;
    private final BackupState state = new BackupState();
    private long dueNs;

    /**
     * A backup.
     *
     * @param server         that runs.
     * @param target         file that does not exist.
     * @param bytesPerSecond that are asked for, {@link #NO_LIMIT} for any.
     * @param progress       told on the way.
     */
    public BackupSession(final BackupServer server, final Path target, final long bytesPerSecond,
        final MigrationProgress progress)
    {
        this.server = server;
        this.target = target.toAbsolutePath().normalize();
        this.bytesPerSecond = bytesPerSecond;
        this.progress = progress;
    }

    /**
     * Whether a backup was begun and can be gone on with.
     *
     * @param file that it is to become.
     * @return false when nothing of it is there.
     */
    public static boolean isBegun(final Path file)
    {
        return PartFile.isBegun(file);
    }

    /**
     * Do it; blocks.
     *
     * @param isAnew whether what is there of an earlier one is thrown away.
     * @return what the file holds.
     */
    public BackupReport run(final boolean isAnew)
    {
        PartFile.requireNew(target);
        try (PartFile part = PartFile.open(target))
        {
            if (isAnew)
            {
                part.clear();
            }
            final boolean isResumed = part.resume(state::accept);
            if (!isResumed)
            {
                begin(part);
            }
            dueNs = System.nanoTime();
            while (state.hasChannel())
            {
                step(part);
                progress.onProgress("backing up", state.done(), Math.max(1, state.plan().messages()), state.messages());
            }
            final long bytes = part.publish(target, state.messages());
            final List<String> gone = state.gone();
            return new BackupReport(state.plan().position(), state.plan().takenNs(), state.plan().channels().size() -
                gone.size(), state.messages(), state.durables(), bytes, state.removed(), gone, isResumed);
        }
    }

    private void begin(final PartFile part)
    {
        long token = BackupServer.NEW_CATALOG;
        int from = 0;
        do
        {
            final String[] lines = split(server.catalog(token, from));
            final JsonLine head = head(lines, "catalog");
            token = head.number("token");
            from = (int) head.number("next");
            final StringBuilder text = new StringBuilder();
            for (int i = 1; i < lines.length; i++)
            {
                add(text, lines[i]);
            }
            part.append(text);
        }
        while (from != BackupCatalog.NO_MORE);
        part.mark();
    }

    /** A channel's head, a block of it, or its end. */
    private void step(final PartFile part)
    {
        final BackupPlan.Channel channel = state.channel();
        final StringBuilder text = new StringBuilder();
        if (!state.isBegun())
        {
            add(text, JsonText.channel(channel.name(), channel.epoch(), channel.first(), channel.last()));
        }
        if (!state.hasAllMessages())
        {
            block(text);
        }
        if (state.hasChannel() && state.channel() == channel && state.hasAllMessages())
        {
            for (final String line : split(state.ending()))
            {
                add(text, line);
            }
        }
        final long bytes = part.append(text);
        part.mark();
        pace(bytes);
    }

    private void block(final StringBuilder text)
    {
        final BackupPlan.Channel channel = state.channel();
        final String[] lines = split(server.block(new BackupServer.Wanted(state.plan().incarnation(), state.plan()
            .position(), channel.name(), channel.epoch(), state.next(), channel.last())));
        if (parse(lines[0]).isOf("gone"))
        {
            add(text, lines[0]);
            return;
        }
        final long first = Math.min(head(lines, "block").number("first_seq"), channel.last() + 1);
        if (first <= state.next() && lines.length == 1)
        {
            throw MigrationException.refused("the server does not send message " + state.next() + " of channel " +
                channel.name());
        }
        if (first > state.next())
        {
            add(text, JsonText.removed(channel.name(), first));
        }
        for (int i = 1; i < lines.length; i++)
        {
            add(text, lines[i]);
        }
    }

    private static String[] split(final String lines)
    {
        return lines.split("\n");
    }

    private static JsonLine head(final String[] lines, final String type)
    {
        final JsonLine head = parse(lines[0]);
        if (!head.isOf(type))
        {
            throw MigrationException.refused("the server answers with a line of type \"" + head.text("type") +
                "\", \"" + type + "\" is expected: it may be of another version");
        }
        return head;
    }

    private static JsonLine parse(final String line)
    {
        try
        {
            return JsonLine.parse(line);
        }
        catch (final IllegalArgumentException ex)
        {
            throw MigrationException.refused("the server's answer cannot be read", ex);
        }
    }

    /** The file is to have it, and the state. */
    private void add(final StringBuilder text, final String line)
    {
        final JsonLine parsed = parse(line);
        try
        {
            state.accept(parsed);
        }
        catch (final IllegalArgumentException ex)
        {
            throw MigrationException.refused("the server's answer is not what was asked for", ex);
        }
        text.append(line).append('\n');
    }

    private void pace(final long bytes)
    {
        if (bytesPerSecond == NO_LIMIT)
        {
            return;
        }
        // Who was slow for a while is not fast afterwards.
        dueNs = Math.max(dueNs, System.nanoTime()) + (long) ((double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(
            1));
        while (dueNs - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(dueNs - System.nanoTime());
        }
    }
}
