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
     * The link works: the port is bound, or the broker has been reached (again).
     *
     * @param description for the operator, like {@code "nats://0.0.0.0:4222"}, without secrets.
     */
    void onLinkUp(String description);

    /**
     * The broker is out of reach; the link goes on trying.
     *
     * @param reason for the operator.
     */
    void onLinkDown(String reason);
}
