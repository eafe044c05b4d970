package io.standfast.server;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * The process's signals: INT and TERM stop it, USR1 opens the log file again, HUP reads the configuration again, USR2
 * leaves it alone. Owned by the main thread; the handlers run on the JVM's signal thread.
 */
public final class Signals implements AutoCloseable
{
    private static final Logger LOGGER = LoggerFactory.getLogger(Signals.class);

    private final StopRequest stopRequest;
    private final Logging logging;
    // Written by the main thread, read by the signal thread.
    private volatile Runnable reload = () -> LOGGER.warn("Reload ignored: the server is still starting");
    private final Map<String, sun.misc.SignalHandler> previous = new TreeMap<>();

    /**
     * Not yet listening.
     *
     * @param stopRequest to be told of INT and TERM.
     * @param logging     to be opened again by USR1.
     */
    public Signals(final StopRequest stopRequest, final Logging logging)
    {
        this.stopRequest = stopRequest;
        this.logging = logging;
    }

    /** Begin to listen. */
    public void install()
    {
        handle("INT", () -> stopRequest.stop(ExitCode.OK));
        handle("TERM", () -> stopRequest.stop(ExitCode.TERMINATED));
        handle("HUP", () -> reload.run());
        handle("USR1", logging::reopen);
        // Unhandled, a USR2 from outside crashes a JVM of version 17, which suspends its own threads with that signal.
        // The launcher gives the JVM another number for it.
        handle("USR2", () -> LOGGER.debug("SIGUSR2 ignored"));
    }

    /**
     * What HUP does from now on.
     *
     * @param task to run, quickly.
     */
    public void onReload(final Runnable task)
    {
        reload = task;
    }

    private void handle(final String name, final Runnable task)
    {
        try
        {
            previous.put(name, Signal.handle(new Signal(name), signal -> task.run()));
        }
        catch (final IllegalArgumentException ex)
        {
            LOGGER.debug("no SIG{} on this platform: {}", name, ex.getMessage());
        }
    }

    @Override
    public void close()
    {
        previous.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
        previous.clear();
    }
}
