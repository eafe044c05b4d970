package io.standfast.server;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd, or whoever listens at {@code NOTIFY_SOCKET}, how the server is: what it does until it is ready, that
 * it is ready, that it lives, that it stops. Opened and closed by the main thread; speaks on a thread of its own.
 */
public final class Supervisor implements AutoCloseable
{
    private static final Logger LOGGER = LoggerFactory.getLogger(Supervisor.class);
    private static final long LOOK_MS = 250;
    private static final long REPEAT_MS = 5_000;
    private static final String READY = "READY=1\nSTATUS=serves clients";
    /** A start asks for 30 s more at each word: as long as it speaks it is not killed. */
    private static final String EXTENSION = "\nEXTEND_TIMEOUT_USEC=30000000";
    private static final int STATUS_LENGTH = 400;

    private final StandfastServer server;
    private final Supplier<NotifySocket> socket;
    private final long watchdogMs;
    private final Thread thread = new Thread(this::run, "supervisor");
    private final CountDownLatch stopping = new CountDownLatch(1);

    private Supervisor(final StandfastServer server, final Supplier<NotifySocket> socket, final long watchdogMs)
    {
        this.server = server;
        this.socket = socket;
        this.watchdogMs = watchdogMs;
        thread.setDaemon(true);
    }

    /**
     * Begin to speak, if somebody listens.
     *
     * @param server      that is spoken of.
     * @param environment of the process.
     * @return supervisor; silent where nobody has asked for one.
     */
    public static Supervisor open(final StandfastServer server, final Map<String, String> environment)
    {
        final String path = environment.getOrDefault("NOTIFY_SOCKET", "");
        final Supervisor supervisor = new Supervisor(server, () -> new NotifySocket(path), watchdogMs(environment));
        if (!path.isEmpty())
        {
            supervisor.thread.start();
        }
        return supervisor;
    }

    /** Half of what is allowed between two signs of life; 0 when nobody waits for them, or not for this process's. */
    private static long watchdogMs(final Map<String, String> environment)
    {
        final String pid = environment.getOrDefault("WATCHDOG_PID", "");
        final String us = environment.getOrDefault("WATCHDOG_USEC", "");
        if (!us.matches("\\d{1,18}") || !pid.isEmpty() && !pid.equals(Long.toString(ProcessHandle.current().pid())))
        {
            return 0;
        }
        return Math.max(1, TimeUnit.MICROSECONDS.toMillis(Long.parseLong(us)) / 2);
    }

    private void run()
    {
        try (NotifySocket open = socket.get())
        {
            speak(open::send);
        }
        catch (final IllegalArgumentException | LinkageError ex)
        {
            LOGGER.warn("The supervisor at NOTIFY_SOCKET cannot be told how the server is: {}", OneLine.of(ex));
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void speak(final Consumer<String> send) throws InterruptedException
    {
        final long pauseMs = watchdogMs > 0 ? Math.min(LOOK_MS, watchdogMs) : LOOK_MS;
        // A member that steps down starts once more, and the watchdog waits for signs of life since it was ready.
        final long repeatMs = watchdogMs > 0 ? Math.min(REPEAT_MS, watchdogMs) : REPEAT_MS;
        final String starting = watchdogMs > 0 ? "\nWATCHDOG=1" + EXTENSION : EXTENSION;
        String said = "";
        long saidMs = 0;
        do
        {
            final long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            final boolean isReady = server.state() == ServerState.READY;
            final String words = isReady ? READY : status(server.phase()) + starting;
            final long passedMs = nowMs - saidMs;
            if (!words.equals(said) || !isReady && passedMs >= repeatMs)
            {
                send.accept(words);
                said = words;
                saidMs = nowMs;
            }
            else if (isReady && watchdogMs > 0 && passedMs >= watchdogMs)
            {
                send.accept("WATCHDOG=1");
                saidMs = nowMs;
            }
        }
        while (!stopping.await(pauseMs, TimeUnit.MILLISECONDS) && isGoingOn());
        send.accept("STOPPING=1\n" + status(server.lastError().map(ServerException::getMessage).orElse("stops")));
    }

    private boolean isGoingOn()
    {
        return server.state() == ServerState.STARTING || server.state() == ServerState.READY;
    }

    private static String status(final String text)
    {
        final String line = text.replace('\n', ' ');
        return "STATUS=" + (line.length() > STATUS_LENGTH ? line.substring(0, STATUS_LENGTH) : line);
    }

    /** The server is going to be stopped: say so. */
    public void stopping()
    {
        stopping.countDown();
    }

    /** Say nothing more; what is to be said is waited for, but not for ever. */
    @Override
    public void close()
    {
        stopping();
        try
        {
            thread.join(LOOK_MS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
