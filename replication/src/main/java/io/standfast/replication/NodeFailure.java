package io.standfast.replication;

/**
 * Hears that a node cannot go on. The process is to end: a node that lives on without its parts would be a zombie.
 */
@FunctionalInterface
public interface NodeFailure
{
    /**
     * The node cannot go on.
     *
     * @param reason what, where and what to do.
     * @param cause  of it, or null.
     */
    void onFailure(String reason, Throwable cause);
}
