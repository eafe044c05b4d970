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
        phase = next;
    }

    /**
     * Bytes have been copied.
     *
     * @param bytes in this phase so far.
     */
    public void done(final long bytes)
    {
        done = bytes;
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
