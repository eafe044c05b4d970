package io.standfast.replication.peer;

import java.util.concurrent.TimeUnit;

/**
 * Spreads the bytes that other members copy over time, so that the clients of this machine's node do not wait for them.
 * Owned by the peer thread.
 */
final class CopyRate
{
    /** What may be sent at once after a pause. */
    private static final long BURST_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long bytesPerSecond;
    private long earnedNs;
    private boolean isBegun;

    /**
     * A rate.
     *
     * @param bytesPerSecond at most, 0 for any.
     */
    CopyRate(final long bytesPerSecond)
    {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Whether something may be sent now. */
    boolean isOpen(final long nowNs)
    {
        return bytesPerSecond == 0 || !isBegun || nowNs - earnedNs >= 0;
    }

    void onSent(final long nowNs, final int bytes)
    {
        if (bytesPerSecond > 0)
        {
            final long fromNs = isBegun && nowNs - earnedNs < BURST_NS ? earnedNs : nowNs - BURST_NS;
            earnedNs = fromNs + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
            isBegun = true;
        }
    }
}
