package io.standfast.engine;

import java.util.Arrays;

/**
 * A decoded CloseSubscription command; control path only.
 *
 * @param subscriptionId of the subscription, 0 when the client knows its inbox only.
 * @param clientId       of the client.
 * @param channel        of the subscription.
 * @param inbox          delivery inbox, when there is no subscription id.
 */
record CloseSubscriptionRequest(long subscriptionId, byte[] clientId, byte[] channel, byte[] inbox)
{
    /**
     * Find the subscription that is meant.
     *
     * @param subscriptions of the engine.
     * @param of            channel.
     * @return online subscription, or null.
     */
    Subscription find(final Subscriptions subscriptions, final Channel of)
    {
        if (subscriptionId != 0)
        {
            final Subscription found = subscriptions.online(subscriptionId);
            return found != null && found.channel() == of ? found : null;
        }
        for (final Subscription candidate : of.subscriptions())
        {
            if (isMeant(candidate))
            {
                return candidate;
            }
        }
        for (final QueueGroup group : of.groups())
        {
            for (final Subscription candidate : group.members())
            {
                if (isMeant(candidate))
                {
                    return candidate;
                }
            }
        }
        return null;
    }

    private boolean isMeant(final Subscription candidate)
    {
        return candidate.isOnline() && Arrays.equals(candidate.inbox(), inbox);
    }
}
