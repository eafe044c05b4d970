package io.standfast.replication.restore;

import java.util.function.Consumer;

/**
 * How far the data of a member is from being whole. Written by the launching thread, from the launch on by the peer
 * thread; read by any.
 */
public final class RestoreProgress
{
    /** Time that is left while nobody knows how fast it goes. */
    public static final long UNKNOWN = -1;
    private static final double NS_PER_S = 1e9;

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
        /** It has all that the cluster has: it votes, and serves or follows. */
        LAUNCHED,
        /** Its data is whole: it reads its log back, and gets what the others have had meanwhile. */
        REPLAY
    }

    private final Consumer<String> listener;
    private volatile Phase phase = Phase.STARTING;
    private volatile long done;
    private volatile long total;
    private volatile long first;
    private volatile long firstNs;

    /** Progress of which nobody is told. */
    public RestoreProgress()
    {
        this(text ->
        {
        });
    }

    /**
     * Progress of what has not begun.
     *
     * @param listener told for people how far it is, as often as it is said.
     */
    public RestoreProgress(final Consumer<String> listener)
    {
        this.listener = listener;
    }

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
     * Bytes have been copied, or of the log replayed.
     *
     * @param bytes in this phase so far; of the log its position.
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
     * There is more to come in this phase than it was when it began.
     *
     * @param bytes that are to be done in it.
     */
    public void total(final long bytes)
    {
        total = bytes;
    }

    /**
     * Let whoever shows it know how far it is.
     *
     * @param text for people.
     */
    public void say(final String text)
    {
        listener.accept(text);
    }

    /**
     * How fast it goes, for people.
     *
     * @param nowNs time.
     * @return rate and time that is left.
     */
    public String pace(final long nowNs)
    {
        final long leftS = leftS(nowNs);
        return leftS == UNKNOWN ? "just begun" : (bytesPerSecond(nowNs) >> 20) + " MB/s, " + leftS + " s left";
    }

    /**
     * What a member does that has been launched, for people.
     *
     * @param nowNs time.
     * @return one line.
     */
    public String launched(final long nowNs)
    {
        if (phase != Phase.REPLAY)
        {
            return "running";
        }
        return done >= total ? "has replayed its log, waits for a leader"
            : "replaying the log: at " + done + " of " + total + ", " + pace(nowNs);
    }

    /**
     * How fast this phase goes.
     *
     * @param nowNs time.
     * @return bytes a second since its first byte came, 0 before that.
     */
    public long bytesPerSecond(final long nowNs)
    {
        return (long) Math.max(0, (done - first) / Math.max(1e-3, (nowNs - firstNs) / NS_PER_S));
    }

    /**
     * How long this phase goes on at its pace.
     *
     * @param nowNs time.
     * @return seconds, 0 when nothing is to be copied, {@link #UNKNOWN} before its first byte came.
     */
    public long leftS(final long nowNs)
    {
        if (total <= 0)
        {
            return 0;
        }
        return done <= first ? UNKNOWN : Math.max(0, total - done) / Math.max(1, bytesPerSecond(nowNs));
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
     * Bytes that have been copied in this phase, or position of the log up to which it has been replayed.
     *
     * @return bytes.
     */
    public long done()
    {
        return done;
    }

    /**
     * Bytes that are to be copied in this phase, or position up to which the log is to be replayed.
     *
     * @return bytes, 0 when it copies nothing.
     */
    public long total()
    {
        return total;
    }
}
