package io.standfast.engine;

import java.util.concurrent.atomic.AtomicLongArray;

import io.standfast.engine.view.PolicyView;

/**
 * What the policies have in common: how often they did something, and for how long nobody led. Owned by the engine
 * thread; any may look at the numbers. From feature level 6 on it is state.
 */
final class PolicyState
{
    /**
     * What is counted.
     */
    enum Total
    {
        /** Messages moved to a dead-letter channel. */
        DEAD_LETTERS,
        /** Messages taken for acked because there was no dead-letter channel for them. */
        GIVEN_UP,
        /** Messages sent once more because the dead-letter channel could not take them. */
        REFUSED_DEAD_LETTERS,
        /** Durables removed because nobody used them. */
        EXPIRED_DURABLES,
        /** Publishes answered without being stored: their guid was remembered. */
        DUPLICATES,
        /** Guids forgotten before their window was over. */
        FORGOTTEN_GUIDS
    }

    private final AtomicLongArray totals = new AtomicLongArray(Total.values().length);
    private long outageNs;
    private boolean areDeadLettersHeld;

    void count(final Total total)
    {
        totals.lazySet(total.ordinal(), totals.get(total.ordinal()) + 1);
    }

    /**
     * Forget a guid, because there are too many; it is counted if its time has not come.
     *
     * @param guids     of a channel, not empty.
     * @param expiredNs time: those that came then, or before, need not be remembered.
     */
    void forgetOldest(final GuidWindow guids, final long expiredNs)
    {
        if (guids.timestampNs(0) > expiredNs)
        {
            count(Total.FORGOTTEN_GUIDS);
        }
        guids.removeOldest();
    }

    long total(final Total total)
    {
        return totals.get(total.ordinal());
    }

    void restoreTotal(final Total total, final long value)
    {
        totals.lazySet(total.ordinal(), value);
    }

    /**
     * Time in which nobody led: no client could come back then.
     *
     * @return ns, all in all.
     */
    long outageNs()
    {
        return outageNs;
    }

    void outageNs(final long valueNs)
    {
        outageNs = valueNs;
    }

    /**
     * Whether dead letters stay where they are because the leader's disk is low.
     *
     * @return true while it is.
     */
    boolean areDeadLettersHeld()
    {
        return areDeadLettersHeld;
    }

    void deadLettersHeld(final boolean value)
    {
        areDeadLettersHeld = value;
    }

    /** Any thread may ask. */
    PolicyView view()
    {
        return new PolicyView(total(Total.DEAD_LETTERS), total(Total.GIVEN_UP), total(Total.REFUSED_DEAD_LETTERS),
            total(Total.EXPIRED_DURABLES), total(Total.DUPLICATES), total(Total.FORGOTTEN_GUIDS));
    }
}
