package io.standfast.nats.gateway;

import io.standfast.nats.link.NatsLink;
import io.standfast.replication.log.Outbox;
import java.util.function.LongSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * Waits on the link when there is nothing to do: ended by what comes in, or by the engine's doorbell. Owned by the
 * gateway thread.
 */
public final class LinkIdleStrategy implements IdleStrategy
{
    private static final int SPINS = 10;

    private final NatsLink link;
    private final Outbox outbox;
    private final LongSupplier parkTimeoutNs;
    private int idles;

    /**
     * A strategy for one gateway.
     *
     * @param link          to wait on.
     * @param outbox        whose doorbell is the link's wakeup.
     * @param parkTimeoutNs longest wait, asked each time.
     */
    public LinkIdleStrategy(final NatsLink link, final Outbox outbox, final LongSupplier parkTimeoutNs)
    {
        this.link = link;
        this.outbox = outbox;
        this.parkTimeoutNs = parkTimeoutNs;
    }

    @Override
    public void idle(final int workCount)
    {
        if (workCount > 0)
        {
            reset();
        }
        else
        {
            idle();
        }
    }

    @Override
    public void idle()
    {
        if (idles < SPINS)
        {
            idles++;
            Thread.onSpinWait();
        }
        else if (outbox.tryPark())
        {
            link.awaitWork(parkTimeoutNs.getAsLong());
            outbox.unpark();
        }
    }

    @Override
    public void reset()
    {
        idles = 0;
    }
}
