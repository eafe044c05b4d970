package io.standfast.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The wish to stop, from a signal or from an agent that cannot go on. Any thread asks, the main thread waits.
 */
public final class StopRequest
{
    private final CountDownLatch latch = new CountDownLatch(1);
    private final AtomicReference<ExitCode> exitCode = new AtomicReference<>();

    /**
     * Ask to stop. The first one decides the exit code.
     *
     * @param code to end with.
     */
    public void stop(final ExitCode code)
    {
        exitCode.compareAndSet(null, code);
        latch.countDown();
    }

    /**
     * Whether somebody has asked.
     *
     * @return true if so.
     */
    public boolean isStopped()
    {
        return latch.getCount() == 0;
    }

    /**
     * Wait until somebody asks. An interrupt of the main thread asks too.
     *
     * @return code to end with.
     */
    public ExitCode await()
    {
        try
        {
            latch.await();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            stop(ExitCode.TERMINATED);
        }
        return exitCode.get();
    }
}
