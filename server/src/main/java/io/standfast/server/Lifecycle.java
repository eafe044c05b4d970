package io.standfast.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How far a server is and, when it failed, why. Any thread asks and tells; what came first counts.
 */
final class Lifecycle
{
    private final AtomicReference<Stage> stage = new AtomicReference<>(new Stage(ServerState.STARTING, null));
    private final CountDownLatch ending = new CountDownLatch(1);
    // Replaced by the server's thread, counted down by whoever tells.
    private volatile CountDownLatch turn = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    // Set by whoever makes it ready, never taken back.
    private volatile boolean hasServed;

    ServerState state()
    {
        return stage.get().state();
    }

    /**
     * Why it failed.
     *
     * @return reason, or null when it did not.
     */
    ServerException failure()
    {
        return stage.get().failure();
    }

    boolean isReady()
    {
        return state() == ServerState.READY;
    }

    /** Whether it is to stop, because it was asked to or because it failed. */
    boolean isEnding()
    {
        return ending.getCount() == 0;
    }

    /**
     * Clients are served.
     *
     * @return false when it was asked to stop, or failed, before.
     */
    boolean ready()
    {
        final boolean isReady = become(ServerState.READY, null) != null;
        hasServed |= isReady;
        return isReady;
    }

    /** Ask to stop. */
    void stop()
    {
        become(ServerState.CLOSING, null);
        end();
    }

    private void end()
    {
        ending.countDown();
        turn.countDown();
    }

    /**
     * All parts are to be closed and launched again.
     *
     * @return false when it is not ready, or ends.
     */
    boolean restart()
    {
        final boolean isReady = become(ServerState.STARTING, null) != null;
        if (isReady)
        {
            turn.countDown();
        }
        return isReady;
    }

    /**
     * Wait until it is asked to stop or to restart, or fails.
     *
     * @return true when it is to restart.
     */
    boolean awaitTurn()
    {
        await(turn);
        turn = new CountDownLatch(1);
        return !isEnding();
    }

    /**
     * Wait until it is asked to stop, or fails, but no longer than this.
     *
     * @param timeoutMs at most.
     * @return true when it was.
     */
    boolean awaitEnding(final long timeoutMs)
    {
        try
        {
            return ending.await(timeoutMs, TimeUnit.MILLISECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return isEnding();
        }
    }

    /**
     * It cannot start or go on.
     *
     * @param reason with the code that fits a server that did not start.
     * @return state that it was in, ready if it ever was before, or null when it had ended.
     */
    ServerState fail(final ServerException reason)
    {
        final ServerState before = become(ServerState.FAILED, reason);
        end();
        return before == ServerState.STARTING && hasServed ? ServerState.READY : before;
    }

    /** Nothing of it is left but what is to be said of it. */
    void closed()
    {
        become(ServerState.CLOSED, null);
    }

    /** That has been said, too. */
    void gone()
    {
        gone.countDown();
    }

    /** Wait until nothing of it is left, and that has been said. */
    void awaitGone()
    {
        await(gone);
    }

    private ServerState become(final ServerState next, final ServerException reason)
    {
        Stage before = stage.get();
        while (before.state().canBecome(next))
        {
            final ServerException failure = reason == null || before.state() == ServerState.STARTING && !hasServed
                ? reason
                : new ServerException(ExitCode.HALTED, reason.getMessage(), reason.getCause());
            if (stage.compareAndSet(before, new Stage(next, failure)))
            {
                return before.state();
            }
            before = stage.get();
        }
        return null;
    }

    /** An interrupt neither stops a server nor leaves it half closed; it is handed on. */
    private static void await(final CountDownLatch latch)
    {
        boolean isInterrupted = false;
        while (latch.getCount() > 0)
        {
            try
            {
                latch.await();
            }
            catch (final InterruptedException ex)
            {
                isInterrupted = true;
            }
        }
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Both in one, so that nobody sees a failed server without its reason.
     *
     * @param state   now.
     * @param failure reason, or null.
     */
    private record Stage(ServerState state, ServerException failure)
    {
    }
}
