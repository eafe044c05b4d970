package io.standfast.replication.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

import io.standfast.engine.view.ViewSession;

/**
 * What other threads want to see of an agent: answered by its thread between its other work, a slice a duty cycle.
 */
public final class Questions
{
    private static final int WAITING_MAX = 16;

    private final ManyToOneConcurrentArrayQueue<Question<?>> waiting = new ManyToOneConcurrentArrayQueue<>(
        WAITING_MAX);
    private Question<?> current;

    /**
     * Ask. Called by any thread but the agent's; blocks.
     *
     * @param session   to be stepped by the agent; not used by the caller before this returns.
     * @param timeoutMs longest wait.
     * @param <T>       what is seen.
     * @return view, or null when the agent is busy, starting or gone.
     */
    public <T> T ask(final ViewSession<T> session, final long timeoutMs)
    {
        final Question<T> question = new Question<>(session);
        if (!waiting.offer(question))
        {
            return null;
        }
        try
        {
            return question.get(timeoutMs, TimeUnit.MILLISECONDS);
        }
        catch (final TimeoutException ex)
        {
            question.cancel(false);
            return null;
        }
        catch (final InterruptedException ex)
        {
            question.cancel(false);
            Thread.currentThread().interrupt();
            return null;
        }
        catch (final ExecutionException ex)
        {
            throw new IllegalStateException("the agent cannot be looked at", ex.getCause());
        }
    }

    /**
     * Answer a slice of one question. Called by the agent.
     *
     * @return amount of work done.
     */
    public int doWork()
    {
        if (current == null)
        {
            current = waiting.poll();
            if (current == null)
            {
                return 0;
            }
        }
        if (current.step())
        {
            current = null;
        }
        return 1;
    }

    /**
     * One question.
     *
     * @param <T> what is seen.
     */
    private static final class Question<T> extends CompletableFuture<T>
    {
        private final ViewSession<T> session;

        private Question(final ViewSession<T> session)
        {
            this.session = session;
        }

        /** Whether it is done with, because it is answered or nobody waits for it any more. */
        private boolean step()
        {
            if (isDone())
            {
                return true;
            }
            try
            {
                if (!session.doWork())
                {
                    return false;
                }
                complete(session.view());
            }
            catch (final RuntimeException ex)
            {
                completeExceptionally(ex);
            }
            return true;
        }
    }
}
