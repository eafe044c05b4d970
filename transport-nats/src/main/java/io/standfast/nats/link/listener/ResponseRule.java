package io.standfast.nats.link.listener;

/**
 * That a user may answer requests although it may not publish to their reply subjects: how often and for how long.
 * Immutable.
 *
 * @param max       answers to one request, negative for any number.
 * @param expiresNs after which none is taken any more, negative for never.
 */
public record ResponseRule(int max, long expiresNs)
{
    /** Answers unless set otherwise. */
    public static final int MAX_DEFAULT = 1;
    /** Time unless set otherwise, ns. */
    public static final long EXPIRES_DEFAULT_NS = 120_000_000_000L;
}
