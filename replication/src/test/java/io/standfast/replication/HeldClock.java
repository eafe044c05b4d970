package io.standfast.replication;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.aeron.cluster.service.ClusterClock;

/**
 * Stops a consensus module where it asks for the time, as a machine does that has no processor left for it. Set by the
 * test's thread, asked by the consensus module's.
 */
final class HeldClock implements ClusterClock
{
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final ClusterClock clock;
    // Written by the test's thread.
    private volatile boolean isHeld;
    // Written by the consensus module's.
    private volatile boolean isStanding;

    HeldClock(final ClusterClock clock)
    {
        this.clock = clock;
    }

    /** From its next turn on it does nothing. */
    void hold()
    {
        isHeld = true;
    }

    void release()
    {
        isHeld = false;
    }

    boolean isStanding()
    {
        return isStanding;
    }

    @Override
    public TimeUnit timeUnit()
    {
        return clock.timeUnit();
    }

    @Override
    public long time()
    {
        while (isHeld)
        {
            isStanding = true;
            LockSupport.parkNanos(POLL_NS);
        }
        isStanding = false;
        return clock.time();
    }

    @Override
    public long timeMillis()
    {
        return clock.timeMillis();
    }

    @Override
    public long timeMicros()
    {
        return clock.timeMicros();
    }

    @Override
    public long timeNanos()
    {
        return clock.convertToNanos(time());
    }

    @Override
    public long convertToNanos(final long time)
    {
        return clock.convertToNanos(time);
    }
}
