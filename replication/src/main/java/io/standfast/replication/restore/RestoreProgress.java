package io.standfast.replication.restore;

/**
 * How far the data of a member is from being whole. Written by the launching thread, read by any.
 */
public final class RestoreProgress
{
    /**
     * What a member does; {@link #ordinal()} is what the counter shows.
     */
    public enum Phase
    {
        /** It looks at its disk and hears the others. */
        STARTING,
        /** Something that only others can give is missing. */
        WAITING,
        /** Its log and snapshot are copied. */
        LOG,
        /** Segments of its store are copied. */
        SEGMENTS,
        /** Its data is whole: it reads it back, and votes. */
        LAUNCHED
    }

    private volatile Phase phase = Phase.STARTING;
    private volatile long done;
    private volatile long total;
    private volatile long first;
    private volatile long firstNs;

    /**
     * Another phase begins.
     *
     * @param next  phase.
     * @param bytes that are to be copied in it.
     */
    public void begin(final Phase next, final long bytes)
    {
        done = 0;
        total = bytes;
        first = 0;
        firstNs = System.nanoTime();
        phase = next;
    }

    /**
     * Bytes have been copied.
     *
     * @param bytes in this phase so far.
     */
    public void done(final long bytes)
    {
        if (first == 0 && bytes > 0)
        {
            // What was there already did not take time.
            first = bytes;
            firstNs = System.nanoTime();
        }
        done = bytes;
    }

    /**
     * How fast it goes, for people.
     *
     * @param nowNs time.
     * @return rate and time that is left.
     */
    public String pace(final long nowNs)
    {
        if (done <= first)
        {
            return "just begun";
        }
        final double rate = (done - first) / Math.max(1e-3, (nowNs - firstNs) / 1e9);
        return ((long) rate >> 20) + " MB/s, " + (long) ((total - done) / Math.max(1, rate)) + " s left";
    }

    /**
     * What the member does.
     *
     * @return phase.
     */
    public Phase phase()
    {
        return phase;
    }

    /**
     * Bytes that have been copied in this phase.
     *
     * @return bytes.
     */
    public long done()
    {
        return done;
    }

    /**
     * Bytes that are to be copied in this phase.
     *
     * @return bytes, 0 when it copies nothing.
     */
    public long total()
    {
        return total;
    }
}
