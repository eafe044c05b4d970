package io.standfast.replication.client;

/**
 * Where a client of the Aeron door is.
 */
public enum ClientState
{
    /** There is no session; the next attempt has its time. */
    WAITING(0),
    /** A session is being opened. */
    CONNECTING(1),
    /** There is a session; the client id is being registered. */
    REGISTERING(2),
    /** Publishes and subscribes are taken. */
    READY(3),
    /** Closed by its owner, or refused. */
    CLOSED(4);

    private final int code;

    ClientState(final int code)
    {
        this.code = code;
    }

    /**
     * Number of the state.
     *
     * @return code, never changed.
     */
    public int code()
    {
        return code;
    }
}
