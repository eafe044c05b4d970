package io.standfast.server;

/**
 * What is seen of a node at one moment. Immutable.
 *
 * @param phase         what it does while it does not run, or null.
 * @param isServing     whether its gates are open.
 * @param isFollowing   whether it follows a leader that serves and has its log.
 * @param isMember      whether it is one of several.
 * @param isDiskLow     whether publishes are refused.
 * @param isLeaderKnown whether it leads, or knows who does.
 * @param missingLink   why clients cannot reach it, or null when they can.
 * @param quietNs       time since its gateway turned last, 0 while there is none.
 * @param progress      a number that moves as long as a start goes on.
 */
record NodeLook(String phase, boolean isServing, boolean isFollowing, boolean isMember, boolean isDiskLow,
    boolean isLeaderKnown, String missingLink, long quietNs, long progress)
{
}
