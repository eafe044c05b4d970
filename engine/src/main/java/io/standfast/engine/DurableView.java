package io.standfast.engine;

/**
 * A durable, or a durable queue group with what is pending for all its members, as it is between two entries of the
 * log. Immutable.
 *
 * @param clientId    of the durable's client, of the shadow's last one for a group that is offline, else empty.
 * @param queueGroup  name of the group, empty for a durable that is none.
 * @param durableName of the durable.
 * @param lastSent    highest sequence sent.
 * @param maxInFlight messages that may be unacked, of the first member.
 * @param ackWaitS    seconds until a message is sent again, of the first member.
 * @param pendings    sequences that are sent and not acked, ascending.
 */
public record DurableView(byte[] clientId, byte[] queueGroup, byte[] durableName, long lastSent, int maxInFlight,
    int ackWaitS, long[] pendings)
{
}
