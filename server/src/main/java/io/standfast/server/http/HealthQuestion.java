package io.standfast.server.http;

/**
 * What a probe wants to know.
 */
public enum HealthQuestion
{
    /** Whether the process is worth keeping: true also while it restores itself. */
    LIVE,
    /** Whether clients may be sent here: restored, caught up, a leader is known. */
    READY,
    /** Whether this node serves as the leader. */
    LEADER,
    /** Whether the start is over or still makes progress. */
    STARTUP
}
