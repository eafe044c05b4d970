package io.standfast.replication;

import java.util.concurrent.TimeUnit;

import io.aeron.cluster.service.ClusterClock;

/**
 * The cluster clock: the wall clock at start plus the time that has passed since, so that it never steps. Unix ns. Any
 * thread may ask.
 */
public final class NodeClock implements ClusterClock
{
    private static final long NS_PER_MS = 1_000_000L;

    @Override
    public TimeUnit timeUnit()
    {
        return TimeUnit.NANOSECONDS;
    }

    @Override
    public long time()
    {
        return ProcessClock.nanoTime();
    }

    @Override
    public long timeMillis()
    {
        return time() / NS_PER_MS;
    }

    @Override
    public long timeMicros()
    {
        return time() / 1000;
    }

    @Override
    public long timeNanos()
    {
        return time();
    }

    @Override
    public long convertToNanos(final long time)
    {
        return time;
    }
}
