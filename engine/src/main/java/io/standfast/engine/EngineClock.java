package io.standfast.engine;

/**
 * Engine time: the leader's clock as the log's entries carry it, plus an offset that keeps it from going back over a
 * change of leader. Owned by the engine thread. Unix ns.
 */
final class EngineClock
{
    private long nowNs;
    private long offsetNs;

    /**
     * A new leader's clock begins to count. When it is ahead, time that nobody led has passed and counts; when it is
     * behind, its term runs with an offset, so that time neither stops nor goes back.
     *
     * @param timestampNs of the TermOpened entry.
     */
    void openTerm(final long timestampNs)
    {
        offsetNs = Math.max(0, nowNs - timestampNs);
        advance(timestampNs);
    }

    /**
     * An entry is being applied.
     *
     * @param timestampNs of the entry.
     * @return engine time, never less than before.
     */
    long advance(final long timestampNs)
    {
        nowNs = Math.max(nowNs, timestampNs + offsetNs);
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
