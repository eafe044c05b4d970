package io.standfast.replication.restore;

import io.standfast.replication.peer.PeerStatus;

/**
 * What an operator has ordered a member to do at its start. Immutable.
 *
 * @param isBootstrap to begin a cluster with those that answer ({@code -cluster_bootstrap}).
 * @param recoverFrom member to copy although somebody is missing ({@code standfast cluster recover --from}), or -1.
 */
public record Orders(boolean isBootstrap, int recoverFrom)
{
    /** Nothing was ordered. */
    public static final Orders NONE = new Orders(false, PeerStatus.NO_MEMBER);
}
