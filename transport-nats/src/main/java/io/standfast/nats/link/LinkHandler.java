package io.standfast.nats.link;

/**
 * What the gateway hears from a {@link NatsLink}, on the gateway thread.
 */
public interface LinkHandler
{
    /**
     * A message for one of the gateway's subscriptions; called once a message however many of them match.
     *
     * @param message valid during the call.
     */
    void onMessage(LinkMessage message);

    /**
     * Whether another message can be taken; asked before each. While it cannot, the link leaves what comes in where it
     * is, so that clients or broker wait instead of losing anything.
     *
     * @return true if so.
     */
    boolean isReady();

    /**
     * The link works: the port is bound, or the broker has been reached (again).
     *
     * @param text one line for the operator, without secrets.
     */
    void onLinkUp(String text);

    /**
     * The broker is out of reach; the link goes on trying.
     *
     * @param text one line for the operator, without secrets.
     */
    void onLinkDown(String text);
}
