package io.standfast.nats.link.listener;

/**
 * Where a relayed connection is.
 */
enum RelayState
{
    /** Accepted; nobody knows the leader yet. */
    HELD,
    /** The leader is being connected to. */
    CONNECTING,
    /** Bytes pass. */
    RELAYING,
    /** Over, or given away. */
    CLOSED;

    boolean canBecome(final RelayState next)
    {
        return this == HELD && next == CONNECTING || this == CONNECTING && next == RELAYING ||
            this != CLOSED && next == CLOSED;
    }
}
