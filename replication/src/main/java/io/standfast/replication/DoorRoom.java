package io.standfast.replication;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether the Aeron door can take one more client. The engine counts sessions when their entries are applied, so those
 * that have been let in and are on their way to it are counted here. Owned by the consensus module's thread.
 */
final class DoorRoom
{
    /** Sessions, with the one of the gateway. */
    static final int SESSIONS = 256;
    /** A session that the engine has not seen by then has come to nothing, for instance because another node leads. */
    private static final long ON_ITS_WAY_MS = TimeUnit.SECONDS.toMillis(10);

    private final BooleanSupplier isKnown;
    private final LongSupplier open;
    private final LongSupplier opened;
    private long openedBefore;
    private int letIn;
    private long letInMs;

    /**
     * Room for {@value #SESSIONS} sessions.
     *
     * @param isKnown whether all members know what clients of the door put into the log.
     * @param open    sessions that the engine sees now.
     * @param opened  sessions that it has seen begin, ever.
     */
    DoorRoom(final BooleanSupplier isKnown, final LongSupplier open, final LongSupplier opened)
    {
        this.isKnown = isKnown;
        this.open = open;
        this.opened = opened;
    }

    /**
     * Whether there is room.
     *
     * @param nowMs time.
     * @return true if so.
     */
    boolean isFree(final long nowMs)
    {
        // In this order: a session that is seen in between is counted twice for a moment, not left out.
        final long onTheirWay = onTheirWay(nowMs);
        return isKnown.getAsBoolean() && open.getAsLong() + onTheirWay < SESSIONS;
    }

    /**
     * A session has been let in.
     *
     * @param nowMs time.
     */
    void letIn(final long nowMs)
    {
        if (onTheirWay(nowMs) == 0)
        {
            openedBefore = opened.getAsLong();
            letIn = 0;
        }
        letIn++;
        letInMs = nowMs;
    }

    private long onTheirWay(final long nowMs)
    {
        return nowMs - letInMs > ON_ITS_WAY_MS ? 0 : Math.max(0, letIn - (opened.getAsLong() - openedBefore));
    }
}
