package io.standfast.server;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.server.config.ReadSettings;
import io.standfast.server.config.SettingChange;
import io.standfast.server.config.Settings;
import io.standfast.server.config.SettingsException;

/**
 * Reads the configuration again when SIGHUP asks for it, applies what may change while a server runs, and says what
 * needs a restart. Asked by any thread, works on one of its own, one reading after the other.
 */
public final class Reload implements AutoCloseable
{
    private static final Logger LOGGER = LoggerFactory.getLogger(Reload.class);
    private static final long END_WAIT_S = 2;

    private final Supplier<ReadSettings> reading;
    private final List<Reloadable> parts;
    // One that waits covers all that come meanwhile: it reads what is in the files then.
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(1), Reload::thread, new ThreadPoolExecutor.DiscardPolicy());
    private final ReadSettings started;
    // Owned by the thread that reads.
    private ReadSettings current;

    /**
     * Not asked yet.
     *
     * @param started in force.
     * @param reading reads flags and files again.
     * @param parts   that take new settings.
     */
    public Reload(final ReadSettings started, final Supplier<ReadSettings> reading, final List<Reloadable> parts)
    {
        this.started = started;
        this.current = started;
        this.reading = reading;
        this.parts = List.copyOf(parts);
    }

    private static Thread thread(final Runnable task)
    {
        final Thread thread = new Thread(task, "standfast-reload");
        thread.setDaemon(true);
        return thread;
    }

    /** Read again, soon. */
    public void request()
    {
        executor.execute(this::reload);
    }

    // The edge of its thread: whatever a part throws, the server goes on with what it has.
    private void reload()
    {
        try
        {
            apply(reading.get());
        }
        catch (final SettingsException ex)
        {
            ex.problems().forEach(problem -> LOGGER.error("Reload: {}", problem));
            LOGGER.error("Reload refused: nothing was changed, the settings in force stay");
        }
        catch (final RuntimeException ex)
        {
            LOGGER.error("Reload failed, some of it may be in force: {}; ask again when the cause is gone", OneLine.of(
                ex));
        }
    }

    private void apply(final ReadSettings next)
    {
        final List<SettingChange> changes = current.effective().changes(next.effective()).stream().filter(
            SettingChange::isReloadable).toList();
        // Compared with the start: who asks again is told again.
        final List<SettingChange> waiting = started.effective().changes(next.effective()).stream().filter(
            change -> !change.isReloadable()).toList();
        if (!changes.isEmpty() || next.settings().security().hasFiles())
        {
            final Settings before = current.settings();
            parts.forEach(part -> part.onReload(before, next.settings()));
            // Only now: what a part threw at is tried again when it is asked for again.
            current = next;
        }
        changes.forEach(change -> LOGGER.info("Reload: {} changed from {} to {}", change.name(), change.before(), change
            .after()));
        waiting.forEach(change -> LOGGER.warn("Reload: {} stays {}: {} needs a restart", change.name(), change.before(),
            change.after()));
        next.settings().warnings().forEach(line -> LOGGER.warn("{}", line));
        LOGGER.info("Reloaded configuration: {} changed, {} need a restart", changes.size(), waiting.size());
    }

    @Override
    public void close()
    {
        executor.shutdown();
        try
        {
            executor.awaitTermination(END_WAIT_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
