package io.standfast.replication.client;

/**
 * What a client of the Aeron door hears, within {@link StandfastClient#poll}. It may call the client and must not
 * block.
 */
public interface ClientListener
{
    /**
     * The client is registered and may publish and subscribe. Said again after a reconnect: its subscriptions are gone
     * then, durables wait for their subscribe.
     */
    default void onReady()
    {
    }

    /**
     * A publish is over.
     *
     * @param correlationId of the publish.
     * @param error         null when the message is stored on a majority, as the server's settings say; else why not.
     */
    void onPublishAck(long correlationId, String error);

    /**
     * A subscription is open; its messages follow.
     *
     * @param correlationId  of the subscribe.
     * @param subscriptionId of the subscription, for acks.
     */
    void onSubscribed(long correlationId, long subscriptionId);

    /**
     * A message has come.
     *
     * @param message valid during the call.
     */
    void onMessage(ReceivedMessage message);

    /**
     * A close or unsubscribe is done.
     *
     * @param correlationId of the request.
     */
    default void onDone(final long correlationId)
    {
    }

    /**
     * A request cannot be done; nothing has changed. For the registration the client is closed.
     *
     * @param correlationId of the request.
     * @param text          why, in NATS Streaming's words.
     */
    void onRefused(long correlationId, String text);

    /**
     * A subscription is offline or gone, whoever closed it.
     *
     * @param subscriptionId of the subscription.
     */
    default void onSubscriptionClosed(final long subscriptionId)
    {
    }

    /**
     * Another node leads. Client and subscriptions are as they were, what is not acked comes again. Requests that are
     * not answered may have been done or not, and will not be answered: send them again.
     */
    default void onLeaderChanged()
    {
    }

    /**
     * The session is gone: requests that are not answered may have been done or not. The client connects again by
     * itself, unless it is closed.
     *
     * @param reason for people.
     */
    default void onDisconnected(final String reason)
    {
    }
}
