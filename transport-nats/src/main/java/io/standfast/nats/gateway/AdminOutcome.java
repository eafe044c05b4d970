package io.standfast.nats.gateway;

/**
 * What became of an operator's order. Immutable.
 *
 * @param kind     what it was.
 * @param text     why, when it is refused.
 * @param affected messages removed, or pendings forgotten.
 * @param position first sequence of the channel, or next one of the durable.
 */
public record AdminOutcome(Kind kind, String text, long affected, long position)
{
    static final AdminOutcome NOT_SERVING = new AdminOutcome(Kind.NOT_SERVING, "", 0, 0);
    static final AdminOutcome UNKNOWN = new AdminOutcome(Kind.UNKNOWN, "", 0, 0);

    /**
     * Which kind.
     */
    public enum Kind
    {
        /** Applied. */
        DONE,
        /** Nothing has changed. */
        REFUSED,
        /** This node does not serve: nothing has been tried. */
        NOT_SERVING,
        /** It is in the log or on its way there and nobody said what became of it: it may be applied or not. */
        UNKNOWN
    }
}
