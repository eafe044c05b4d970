package io.standfast.engine;

/**
 * Limits of one channel; 0 means unlimited.
 *
 * @param maxMsgs          messages.
 * @param maxBytes         bytes, counted as the original's file store counts.
 * @param maxAgeNs         age, ns.
 * @param maxInactivityNs  time without activity after which the channel is deleted, ns.
 * @param maxSubscriptions subscriptions, online or not.
 */
record Limits(long maxMsgs, long maxBytes, long maxAgeNs, long maxInactivityNs, int maxSubscriptions)
{
    /** No limit at all. */
    static final Limits UNLIMITED = new Limits(0, 0, 0, 0, 0);
    /** Value of an override that says nothing. */
    static final int INHERIT = -1;

    /**
     * These limits with what an override says in their place.
     *
     * @param override with {@link #INHERIT} where it says nothing.
     * @return limits.
     */
    Limits overriddenBy(final Limits override)
    {
        return new Limits(pick(override.maxMsgs, maxMsgs), pick(override.maxBytes, maxBytes),
            pick(override.maxAgeNs, maxAgeNs), pick(override.maxInactivityNs, maxInactivityNs),
            (int) pick(override.maxSubscriptions, maxSubscriptions));
    }

    private static long pick(final long override, final long inherited)
    {
        return override == INHERIT ? inherited : override;
    }
}
