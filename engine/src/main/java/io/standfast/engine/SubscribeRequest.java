package io.standfast.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.standfast.codecs.log.StartPositionKind;

/**
 * A decoded Subscribe command; control path only.
 *
 * @param channel          name of the channel.
 * @param queueGroup       name of the group, empty for none.
 * @param settings         of the subscription.
 * @param startPosition    where to start.
 * @param startSequence    for a start by sequence, unsigned.
 * @param startTimeDeltaNs for a start by time, ns ago.
 */
record SubscribeRequest(byte[] channel, byte[] queueGroup, SubscriptionSettings settings,
    StartPositionKind startPosition, long startSequence, long startTimeDeltaNs)
{
    private static final byte[] NONE = new byte[0];

    boolean isQueue()
    {
        return queueGroup.length > 0;
    }

    boolean isDurable()
    {
        return settings.durableName().length > 0;
    }

    boolean hasColonInDurable()
    {
        return new String(settings.durableName(), US_ASCII).indexOf(':') >= 0;
    }

    /**
     * Settings of a member: the durable's name belongs to the group.
     *
     * @return settings.
     */
    SubscriptionSettings memberSettings()
    {
        return new SubscriptionSettings(settings.clientId(), NONE, settings.inbox(), settings.maxInFlight(),
            settings.ackWaitS());
    }
}
