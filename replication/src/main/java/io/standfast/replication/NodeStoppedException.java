package io.standfast.replication;

import java.io.Serial;

/**
 * Somebody asked to stop while the node was waiting to be admitted.
 */
public final class NodeStoppedException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A stop.
     */
    public NodeStoppedException()
    {
        super("stopped before the node was admitted");
    }
}
