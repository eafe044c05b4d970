package io.standfast.replication;

import io.standfast.replication.identity.IdentityState;

/**
 * Decides when the segments go that were set aside at the start because the replay writes them again: with the first
 * snapshot of this life that is durable, as a rule. On a disk that has no room for one they would wait for the snapshot
 * and it for them: then they go when it is certain that nothing is in them that is not elsewhere. Owned by the file
 * thread.
 */
final class SetAsideRelease
{
    private boolean isDone;

    /**
     * What there is to know.
     *
     * @param isDiskLow   whether this node's disk is below its reserve.
     * @param isTailWhole whether the node's log was found, at the end of its election, to hold all that was set aside.
     * @param state       of the node's data.
     * @param position    of the newest of what was set aside, and at least where the log ended then.
     * @param applied     position up to which the engine has applied the log.
     */
    record Look(boolean isDiskLow, boolean isTailWhole, IdentityState state, long position, long applied)
    {
        private boolean isWrittenAgain()
        {
            return isTailWhole && state == IdentityState.READY && applied >= position;
        }
    }

    /**
     * Look whether it is time; once in the life of a node it is.
     *
     * @param look at the node.
     * @return whether what was set aside is to go now.
     */
    boolean isDue(final Look look)
    {
        if (isDone || !look.isDiskLow() || !look.isWrittenAgain())
        {
            return false;
        }
        isDone = true;
        return true;
    }
}
