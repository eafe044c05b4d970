package io.standfast.nats.link.listener;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way onto a thread for what takes milliseconds because it is cryptography: bcrypt, signatures, the steps of a TLS
 * handshake. The gateway thread asks and hears of the end; nobody else is kept waiting meanwhile. Its thread is started
 * with the first piece of work.
 */
final class CryptoProxy implements AutoCloseable
{
    private static final Logger LOG = LoggerFactory.getLogger(CryptoProxy.class);

    private final ArrayBlockingQueue<Runnable> waiting;
    private final ConcurrentLinkedQueue<Runnable> ended = new ConcurrentLinkedQueue<>();
    private final String name;
    private final Runnable wakeup;
    private Thread thread;

    /**
     * A proxy whose thread is not running.
     *
     * @param name     of the thread.
     * @param capacity pieces of work that may wait.
     * @param wakeup   of the gateway thread.
     */
    CryptoProxy(final String name, final int capacity, final Runnable wakeup)
    {
        this.name = name;
        waiting = new ArrayBlockingQueue<>(capacity);
        this.wakeup = wakeup;
    }

    /**
     * Have something done. Called by the gateway thread.
     *
     * @param work is done on the other thread; does not throw.
     * @param then is called on the gateway thread afterwards.
     * @return false when too much waits already: nothing will happen.
     */
    boolean tryDo(final Runnable work, final Runnable then)
    {
        if (thread == null)
        {
            thread = new Thread(this::run, name);
            thread.setDaemon(true);
            thread.start();
        }
        return waiting.offer(() ->
        {
            runSafely(work);
            ended.add(then);
            wakeup.run();
        });
    }

    /**
     * Call those that asked. Called by the gateway thread.
     *
     * @return how many.
     */
    int doWork()
    {
        int work = 0;
        Runnable then = ended.poll();
        while (then != null)
        {
            then.run();
            work++;
            then = ended.poll();
        }
        return work;
    }

    private static void runSafely(final Runnable work)
    {
        try
        {
            work.run();
        }
        catch (final RuntimeException ex)
        {
            // Who asked is told that it is over, and finds that nothing has come of it.
            LOG.warn("a check of a client's proof has failed: {}", ex.toString());
        }
    }

    @Override
    public void close()
    {
        if (thread != null)
        {
            thread.interrupt();
            thread = null;
        }
    }

    private void run()
    {
        try
        {
            while (true)
            {
                waiting.take().run();
            }
        }
        catch (final InterruptedException ex)
        {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }
}
