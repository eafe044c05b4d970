package io.standfast.server;

/**
 * How far a {@link StandfastServer} is. It goes from top to bottom, and may leave some out; only a member that steps
 * down goes back, from ready to starting.
 */
public enum ServerState
{
    /** It reads its data back, or waits for the other members of its cluster. */
    STARTING,
    /** Clients are served; a member that follows passes them on to the one that leads. */
    READY,
    /** It was asked to stop and is not yet done with it. */
    CLOSING,
    /** Nothing of it is left. */
    CLOSED,
    /** It did not start, or could not go on: {@link StandfastServer#lastError} says why. Never left again. */
    FAILED;

    boolean canBecome(final ServerState next)
    {
        return switch (this)
        {
            case STARTING -> next == READY || next == CLOSING || next == FAILED;
            case READY -> next == STARTING || next == CLOSING || next == FAILED;
            case CLOSING -> next == CLOSED || next == FAILED;
            case CLOSED, FAILED -> false;
        };
    }
}
