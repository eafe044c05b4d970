package io.standfast.nats.link.listener;

/**
 * Where a relayed connection is.
 */
enum RelayState
{
    /** Waits for a leader that answers. */
    HELD,
    /** The leader is being connected to. */
    CONNECTING,
    /** Bytes pass. */
    RELAYING,
    /** Over, or given away. */
    CLOSED;

    boolean canBecome(final RelayState next)
    {
        return switch (next)
        {
            case HELD -> this == CONNECTING || this == RELAYING;
            case CONNECTING -> this == HELD;
            case RELAYING -> this == CONNECTING;
            case CLOSED -> this != CLOSED;
        };
    }
}
