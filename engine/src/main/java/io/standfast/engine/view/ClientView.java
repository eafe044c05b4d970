package io.standfast.engine.view;

import java.util.List;

/**
 * A registered client as it is between two entries of the log. Immutable.
 *
 * @param clientKey         number of the client.
 * @param clientId          chosen by the user.
 * @param heartbeatInbox    where it answers heartbeats.
 * @param isHeartbeatMissed whether it has missed the last one.
 * @param subscriptionCount online subscriptions.
 * @param subscriptions     in the order of their opening; empty when they were not asked for.
 */
public record ClientView(long clientKey, String clientId, String heartbeatInbox, boolean isHeartbeatMissed,
    int subscriptionCount, List<SubscriptionView> subscriptions)
{
}
