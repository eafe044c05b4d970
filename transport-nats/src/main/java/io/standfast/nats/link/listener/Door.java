package io.standfast.nats.link.listener;

import java.net.InetSocketAddress;

/**
 * What a node does with clients at its door. Immutable.
 *
 * @param state  what to do.
 * @param leader where to relay to, or null.
 */
public record Door(State state, InetSocketAddress leader)
{
    /** This node serves. */
    public static final Door SERVE = new Door(State.SERVE, null);
    /** Nobody is known to serve: clients wait for a moment. */
    public static final Door HOLD = new Door(State.HOLD, null);

    /**
     * What to do.
     */
    public enum State
    {
        /** Serve them here. */
        SERVE,
        /** Pass their bytes on to the node that serves. */
        RELAY,
        /** Let them wait, then send them away. */
        HOLD
    }

    /**
     * Another node serves.
     *
     * @param leader its relay port.
     * @return door.
     */
    public static Door relay(final InetSocketAddress leader)
    {
        return new Door(State.RELAY, leader);
    }
}
