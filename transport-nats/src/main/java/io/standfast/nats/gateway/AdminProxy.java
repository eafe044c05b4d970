package io.standfast.nats.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

import io.standfast.replication.log.AdminOrder;

/**
 * How other threads get an operator's order into the log: the gateway thread takes it, the engine's answer comes back.
 * Any thread may order.
 */
public final class AdminProxy
{
    private static final int ORDERS_MAX = 64;

    private final ManyToOneConcurrentArrayQueue<Waiting> orders = new ManyToOneConcurrentArrayQueue<>(ORDERS_MAX);
    private final Runnable doorbell;

    /**
     * An order, and who waits for what becomes of it.
     *
     * @param order   to write.
     * @param outcome to complete.
     */
    record Waiting(AdminOrder order, CompletableFuture<AdminOutcome> outcome)
    {
    }

    /**
     * A way to one gateway.
     *
     * @param doorbell wakes the gateway.
     */
    public AdminProxy(final Runnable doorbell)
    {
        this.doorbell = doorbell;
    }

    /**
     * Order something and wait for what becomes of it. Not to be called by the gateway thread.
     *
     * @param order     to put into the log.
     * @param timeoutMs longest wait.
     * @return outcome; {@link AdminOutcome.Kind#UNKNOWN} when the time is up.
     */
    public AdminOutcome order(final AdminOrder order, final long timeoutMs)
    {
        final Waiting waiting = new Waiting(order, new CompletableFuture<>());
        if (!orders.offer(waiting))
        {
            return AdminOutcome.NOT_SERVING;
        }
        doorbell.run();
        try
        {
            return waiting.outcome.get(timeoutMs, TimeUnit.MILLISECONDS);
        }
        catch (final TimeoutException ex)
        {
            // Whoever has not taken it yet does not take it any more.
            waiting.outcome.complete(AdminOutcome.UNKNOWN);
            return AdminOutcome.UNKNOWN;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            waiting.outcome.complete(AdminOutcome.UNKNOWN);
            return AdminOutcome.UNKNOWN;
        }
        catch (final ExecutionException ex)
        {
            throw new IllegalStateException("an outcome is no failure", ex);
        }
    }

    /** The next one that somebody still waits for, or null. Called by the gateway thread. */
    Waiting poll()
    {
        Waiting next = orders.poll();
        while (next != null && next.outcome.isDone())
        {
            next = orders.poll();
        }
        return next;
    }
}
