package io.standfast.engine;

/**
 * What a subscribe request says about itself.
 *
 * @param clientId    id of the client.
 * @param durableName name of the durable, empty for none and for members of a group.
 * @param inbox       subject for the messages.
 * @param maxInFlight messages without an ack, at least 1.
 * @param ackWaitS    time after which a message is sent again, s, at least 1.
 */
record SubscriptionSettings(byte[] clientId, byte[] durableName, byte[] inbox, int maxInFlight, int ackWaitS)
{
}
