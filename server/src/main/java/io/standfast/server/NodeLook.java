package io.standfast.server;

/**
 * What is seen of a node at one moment. Immutable.
 *
 * @param phase       what it does while it does not run, or null.
 * @param isServing   whether its gates are open.
 * @param isFollowing whether it follows a leader that serves and has its log.
 * @param isMember    whether it is one of several.
 * @param isDiskLow   whether publishes are refused.
 */
record NodeLook(String phase, boolean isServing, boolean isFollowing, boolean isMember, boolean isDiskLow)
{
}
