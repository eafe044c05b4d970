package io.standfast.replication.identity;

/**
 * What a node knows about its own completeness.
 */
public enum IdentityState
{
    /** Nothing has ever been here. */
    EMPTY,
    /** A new cluster is being formed; nothing has been applied yet. */
    FORMING,
    /** The data is complete up to what the log says. */
    READY,
    /** The data is known to be wrong; it is never taken for empty. */
    DAMAGED
}
