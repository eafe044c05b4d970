package io.standfast.engine;

/**
 * Engine time: the leader's clock as the log's entries carry it, plus an offset that is the term's. It never goes back,
 * and a leader whose clock is wrong does not move it: between a change of leader and the new one's TermOpened, which
 * says what the members' clocks agree on, it stands still. Owned by the engine thread. Unix ns.
 */
final class EngineClock
{
    /** Offset that says: time stands still until a term is opened. */
    static final long HELD = Long.MIN_VALUE;

    private long nowNs;
    private long offsetNs = HELD;

    /**
     * Another leader's clock is in the entries that follow: nothing is known of it yet.
     */
    void hold()
    {
        offsetNs = HELD;
    }

    boolean isHeld()
    {
        return offsetNs == HELD;
    }

    /**
     * The new leader's clock begins to count. Time that nobody led has passed and counts, when the members' clocks say
     * so. Opened again in the same term, time goes on as it was.
     *
     * @param timestampNs of the TermOpened entry.
     * @param wallClockNs what the members' clocks agree on, 0 when the leader knows no better than its own.
     * @return time in which nobody led.
     */
    long openTerm(final long timestampNs, final long wallClockNs)
    {
        final long beforeNs = nowNs;
        final boolean isOutage = isHeld();
        if (isOutage)
        {
            offsetNs = Math.max(nowNs, wallClockNs == 0 ? timestampNs : wallClockNs) - timestampNs;
        }
        advance(timestampNs);
        return isOutage ? nowNs - beforeNs : 0;
    }

    /**
     * An entry is being applied.
     *
     * @param timestampNs of the entry.
     * @return engine time, never less than before.
     */
    long advance(final long timestampNs)
    {
        if (!isHeld())
        {
            nowNs = Math.max(nowNs, timestampNs + offsetNs);
        }
        return nowNs;
    }

    void restore(final long engineTimeNs, final long timeOffsetNs)
    {
        nowNs = engineTimeNs;
        offsetNs = timeOffsetNs;
    }

    long nowNs()
    {
        return nowNs;
    }

    long offsetNs()
    {
        return offsetNs;
    }
}
