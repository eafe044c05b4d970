package io.standfast.engine;

/**
 * Lets one line through in some time and counts those that it keeps back. Owned by the engine thread; what is said does
 * not change the state, so it is in no snapshot.
 */
final class NoticeInterval
{
    private static final long INTERVAL_NS = 5_000_000_000L;

    private long nextNs;
    private long keptBack;

    /**
     * Whether a line may be said now.
     *
     * @param nowNs engine time.
     * @return false when one was said a moment ago.
     */
    boolean isDue(final long nowNs)
    {
        if (nowNs < nextNs)
        {
            keptBack++;
            return false;
        }
        nextNs = nowNs + INTERVAL_NS;
        return true;
    }

    /**
     * How many lines were kept back.
     *
     * @return end of a line, empty for none.
     */
    String takeKeptBack()
    {
        final String text = keptBack == 0 ? "" : "; and " + keptBack + " more since the last line like this";
        keptBack = 0;
        return text;
    }
}
