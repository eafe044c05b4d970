package io.standfast.nats.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Where clients send their acks, for those who only show it. Immutable.
 */
public final class AckInboxes
{
    private final NumberedInbox inboxes;

    /**
     * Inboxes of one cluster.
     *
     * @param incarnation of the cluster.
     */
    public AckInboxes(final long incarnation)
    {
        inboxes = NumberedInbox.acks(incarnation);
    }

    /**
     * Ack inbox of a subscription.
     *
     * @param subscriptionId of it.
     * @return subject.
     */
    public String of(final long subscriptionId)
    {
        return new String(inboxes.subject(subscriptionId), US_ASCII);
    }
}
