package io.standfast.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.DurableView;
import io.standfast.engine.Engine;
import io.standfast.engine.EngineLook.MessageLocations;
import io.standfast.engine.store.StoreDamagedException;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.view.ChannelView;
import io.standfast.engine.view.ViewSession;
import io.standfast.server.http.AdminRequest;
import io.standfast.server.http.PageAnswer;
import io.standfast.server.http.PageRequest;
import io.standfast.server.migrate.BackupBlock;
import io.standfast.server.migrate.BackupCatalog;
import io.standfast.server.migrate.BackupServer;
import io.standfast.server.migrate.BackupServer.Wanted;

/**
 * What a backup asks for, from this node's own engine and store: what there is at one position of the log, part by
 * part, and then blocks of messages. Used by the threads that answer requests, one at a time.
 */
final class BackupDesk implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(BackupDesk.class);
    private static final int OK = 200;
    private static final String TYPE = "application/x-ndjson";
    /** Characters after which an answer ends. */
    private static final int ANSWER_LENGTH = 1024 * 1024;
    private static final int ANSWER_LENGTH_MAX = 4 * ANSWER_LENGTH;
    private static final int LOCATIONS = 4096;
    /** What is copied of the engine's state at once, and kept until the last part of it has been asked for. */
    private static final long CATALOG_BYTES = 64L * 1024 * 1024;
    private static final int ENTRY_BYTES = 160;
    /** More would make a line that nobody reads. */
    private static final int PENDINGS = 700_000;
    private static final long NOWHERE = Long.MIN_VALUE;
    private static final long CATALOG_TTL_NS = TimeUnit.MINUTES.toNanos(2);

    private final AdminEngine engine;
    private final Finder finder;
    // Its lock is that of everything here.
    private final PageReader reader = new PageReader();
    // Null when nobody asks for parts of it.
    private BackupCatalog catalog;
    // No two processes begin with the same one.
    private long token = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    private long catalogUsedNs;

    BackupDesk(final AdminEngine engine)
    {
        this(engine, wanted -> find(engine, wanted));
    }

    /**
     * A desk.
     *
     * @param engine to look at.
     * @param finder of messages in the store.
     */
    BackupDesk(final AdminEngine engine, final Finder finder)
    {
        this.engine = engine;
        this.finder = finder;
    }

    /**
     * The store is there.
     *
     * @param value reader of its own.
     */
    void reader(final StoreReader value)
    {
        reader.open(value);
    }

    /** Wait for the block that is being read; none is read any more. */
    @Override
    public void close()
    {
        reader.close(() -> catalog = null);
    }

    /**
     * A page.
     *
     * @param request {@code backup}: the catalog; {@code backup/messages}: a block.
     * @return lines of JSON.
     */
    PageAnswer page(final AdminRequest request)
    {
        final PageRequest query = request.query();
        final int length = query.has("length")
            ? (int) Math.max(1, Math.min(ANSWER_LENGTH_MAX, query.longNumber("length")))
            : ANSWER_LENGTH;
        return reader.page(() ->
        {
            dropCatalog();
            return new PageAnswer(OK, TYPE, request.word(1).equals("messages")
                ? block(new Wanted(query.longNumber("incarnation"), query.longNumber("position"), query.text("channel"),
                    query.longNumber("epoch"), query.longNumber("from"), query.longNumber("to")), length)
                : catalog(request, length));
        });
    }

    private void dropCatalog()
    {
        if (catalog != null && System.nanoTime() - catalogUsedNs > CATALOG_TTL_NS)
        {
            catalog = null;
        }
    }

    private String catalog(final AdminRequest request, final int length)
    {
        final PageRequest query = request.query();
        final long asked = query.has("token") ? query.longNumber("token") : BackupServer.NEW_CATALOG;
        if (asked == BackupServer.NEW_CATALOG)
        {
            catalog = null;
            catalog = takeCatalog();
            token++;
            LOG.info("Admin {} from {}: backup of {} channels at log position {}", AdminResult.quote(request.who()),
                request.where(), catalog.channels().size(), catalog.position());
        }
        else if (catalog == null || asked != token)
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "another backup has been begun on this node since, or this " +
                "one has waited too long: begin it again");
        }
        catalogUsedNs = System.nanoTime();
        final int from = asked == BackupServer.NEW_CATALOG ? 0 : (int) query.longNumber("from");
        final BackupCatalog.Page page = catalog.page(Math.max(0, from), token, length);
        if (page.next() == BackupCatalog.NO_MORE)
        {
            catalog = null;
        }
        return page.text();
    }

    private BackupCatalog takeCatalog()
    {
        final long nowNs = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        final BackupCatalog taken = engine.askAt((asked, position) -> look(asked, new BackupCatalog(engine.identity()
            .clusterId(), engine.identity().incarnation(), position, nowNs, asked.lastEpoch(), new ArrayList<>())));
        if (taken.channels() == null)
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "channels, durables and what is pending for them are too " +
                "many to be backed up while the server runs (" + CATALOG_BYTES / 1024 / 1024 + " MiB, " + PENDINGS +
                " pending messages of one durable): stop the server and use standfast export");
        }
        return taken;
    }

    /** Called by the engine's thread; all of it at once, so that it is of one position. */
    private static BackupCatalog look(final Engine engine, final BackupCatalog empty)
    {
        final ViewSession<List<ChannelView>> views = engine.views().channelsAfter(0, engine.channelCount() +
            1);
        boolean isSeen = false;
        while (!isSeen)
        {
            isSeen = views.doWork();
        }
        long bytes = 0;
        for (final ChannelView view : views.view())
        {
            final List<DurableView> durables = engine.viewDurables(view.channelId());
            bytes += ENTRY_BYTES + 2L * view.name().length();
            for (final DurableView durable : durables)
            {
                bytes += ENTRY_BYTES + (long) Long.BYTES * durable.pendings().length;
                bytes += durable.pendings().length > PENDINGS ? CATALOG_BYTES : 0;
            }
            if (bytes > CATALOG_BYTES)
            {
                return new BackupCatalog(empty.clusterId(), empty.incarnation(), empty.position(), empty.takenNs(),
                    empty
                        .lastEpoch(),
                    null);
            }
            empty.channels().add(new BackupCatalog.Channel(view, durables));
        }
        return empty;
    }

    private String block(final Wanted wanted, final int length)
    {
        if (engine.identity().incarnation() != wanted.incarnation())
        {
            throw new AdminRefusal(AdminRefusal.CONFLICT, "the backup was begun with other data: incarnation " + Long
                .toHexString(wanted.incarnation()) + ", here is " + Long.toHexString(engine.identity().incarnation()) +
                "; ask the server that it was begun with, or begin it anew (--anew)");
        }
        long missing = NOWHERE;
        while (true)
        {
            final Found found = find(wanted);
            final MessageLocations at = found.at();
            if (at == null || at.epoch() != wanted.epoch())
            {
                return BackupBlock.gone(wanted.channel(), at == null ? 0 : at.epoch());
            }
            if (at.last() < wanted.to())
            {
                throw new IllegalArgumentException("channel " + AdminResult.quote(wanted.channel()) + " ends at " + at
                    .last() + ", " + wanted.to() + " is wanted");
            }
            final BackupBlock block = new BackupBlock(wanted.channel(), reader.message());
            if (read(block, wanted, at, length) || at.from() > wanted.to())
            {
                return block.text(at.first());
            }
            // Moved, or trimmed, since the engine was asked; or not there at all.
            if (at.locations()[0] == missing)
            {
                throw unreadable(wanted, at.from(), "is missing on this node's disk");
            }
            missing = at.locations()[0];
        }
    }

    static Found find(final AdminEngine engine, final Wanted wanted)
    {
        return engine
            .askAt((asked, position) -> new Found(position, asked.look().locate(wanted.channel(), wanted.from(),
                LOCATIONS)));
    }

    private Found find(final Wanted wanted)
    {
        final Found found = finder.find(wanted);
        if (found.position() < wanted.position())
        {
            throw new AdminRefusal(AdminRefusal.UNAVAILABLE,
                "this node has not yet applied what the backup is of: its log is at position " + found.position() +
                    ", the backup's is " + wanted.position());
        }
        return found;
    }

    /** Whether there was a message to be added. */
    private boolean read(final BackupBlock block, final Wanted wanted, final MessageLocations at, final int length)
    {
        long sequence = at.from();
        final long end = Math.min(wanted.to() + 1, at.from() + at.locations().length);
        reader.resume();
        try
        {
            while (sequence < end && block.length() < length && reader.read(at.locations()[(int) (sequence - at
                .from())], at.channelId(), sequence))
            {
                block.add();
                sequence++;
            }
            return sequence > at.from();
        }
        catch (final StoreDamagedException ex)
        {
            throw unreadable(wanted, sequence, "is damaged on this node's disk");
        }
        finally
        {
            reader.pause();
        }
    }

    private static AdminRefusal unreadable(final Wanted wanted, final long sequence, final String why)
    {
        return new AdminRefusal(AdminRefusal.CONFLICT, "message " + sequence + " of channel " + AdminResult.quote(wanted
            .channel()) + " " + why + ": go on at another node, or when it has been repaired");
    }

    /**
     * Where messages lie. Immutable.
     *
     * @param position of the log then.
     * @param at       places, or null when there is no such channel.
     */
    record Found(long position, MessageLocations at)
    {
    }

    /**
     * Where messages lie now.
     */
    @FunctionalInterface
    interface Finder
    {
        /**
         * Ask.
         *
         * @param wanted which messages.
         * @return places of some of them.
         */
        Found find(Wanted wanted);
    }
}
