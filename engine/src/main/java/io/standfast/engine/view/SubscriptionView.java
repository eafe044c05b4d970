package io.standfast.engine.view;

/**
 * A subscription as it is between two entries of the log: plain, durable, or member of a queue group. Immutable.
 *
 * @param subscriptionId number of this opening of it.
 * @param clientId       of its client, the last one when it is offline.
 * @param channel        name of the channel.
 * @param inbox          where its messages go.
 * @param durableName    name of the durable, empty for none; of a member of a durable group the group's.
 * @param groupName      name of the queue group, empty for none.
 * @param isOnline       whether it has a client.
 * @param maxInFlight    messages without an ack.
 * @param ackWaitS       time after which a message is sent again, s.
 * @param lastSent       highest sequence sent; of a member the group's.
 * @param pending        messages sent and not acked.
 * @param isStalled      whether it gets nothing until an ack comes.
 * @param oldest         the oldest stored message that it has not acked, sent or not, or null.
 */
public record SubscriptionView(long subscriptionId, String clientId, String channel, String inbox, String durableName,
    String groupName, boolean isOnline, int maxInFlight, int ackWaitS, long lastSent, int pending, boolean isStalled,
    MessagePlace oldest)
{
    /**
     * Whether it stays when its client goes.
     *
     * @return true if so.
     */
    public boolean isDurable()
    {
        return !durableName.isEmpty();
    }

    /**
     * Whether it shares messages with others.
     *
     * @return true if so.
     */
    public boolean isMember()
    {
        return !groupName.isEmpty();
    }
}
