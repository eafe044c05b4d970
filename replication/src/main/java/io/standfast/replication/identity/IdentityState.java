package io.standfast.replication.identity;

/**
 * What a node knows about its own completeness.
 */
public enum IdentityState
{
    /** Nothing has ever been here. */
    EMPTY(0),
    /** A new cluster is being formed; nothing has been applied yet. */
    FORMING(1),
    /** The data is complete up to what the log says. */
    READY(2),
    /** The data is known to be wrong; it is never taken for empty. */
    DAMAGED(3),
    /** The data is being copied from the other members; it is not whole yet. */
    SEEDING(4);

    private static final IdentityState[] BY_CODE = {EMPTY, FORMING, READY, DAMAGED, SEEDING};

    private final int code;

    IdentityState(final int code)
    {
        this.code = code;
    }

    /**
     * Code on the wire and in counters, never renumbered.
     *
     * @return code.
     */
    public int code()
    {
        return code;
    }

    /**
     * State of a code.
     *
     * @param code from the wire.
     * @return state; {@link #DAMAGED} when the code is not known, because that is never trusted.
     */
    public static IdentityState of(final int code)
    {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : DAMAGED;
    }
}
