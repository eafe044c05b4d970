package io.standfast.nats.gateway;

/**
 * Where the gateway stands; the code is published as a counter and never renumbered.
 */
public enum GatewayState
{
    /** This node does not lead, or its way into the log is not open: no subject is subscribed. */
    FOLLOWING(0),
    /** TermOpened is under way; the engine announces what is online. */
    OPENING(1),
    /** The gates are open: clients are served. */
    SERVING(2);

    private final int code;

    GatewayState(final int code)
    {
        this.code = code;
    }

    /**
     * Code of the state.
     *
     * @return code.
     */
    public int code()
    {
        return code;
    }

    boolean canBecome(final GatewayState next)
    {
        return next == FOLLOWING || next.code == code + 1;
    }
}
