package io.standfast.engine;

/**
 * What the server does of its own accord with the messages and durables of one channel; 0 means it does not.
 *
 * @param maxDeliveries    times that a message is delivered without an ack; then it is a dead letter.
 * @param deadLetter       channel of the dead letters, empty for none; null in an override that does not say.
 * @param dedupWindowNs    time for which a guid is remembered, ns.
 * @param dedupMax         guids that are remembered at most.
 * @param maxDurableIdleNs time without a client after which a durable is removed, ns.
 */
record Policies(int maxDeliveries, String deadLetter, long dedupWindowNs, int dedupMax, long maxDurableIdleNs)
{
    /** Nothing. */
    static final Policies OFF = new Policies(0, "", 0, 0, 0);

    /**
     * These policies with what an override says in their place.
     *
     * @param override with {@link Limits#INHERIT} where it says nothing.
     * @return policies.
     */
    Policies overriddenBy(final Policies override)
    {
        return new Policies((int) pick(override.maxDeliveries, maxDeliveries),
            override.deadLetter == null ? deadLetter : override.deadLetter,
            pick(override.dedupWindowNs, dedupWindowNs), (int) pick(override.dedupMax, dedupMax),
            pick(override.maxDurableIdleNs, maxDurableIdleNs));
    }

    private static long pick(final long override, final long inherited)
    {
        return override == Limits.INHERIT ? inherited : override;
    }
}
