package io.standfast.nats.gateway;

import io.standfast.engine.EngineOutput.SubscriptionInfo;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the gateway knows of an online subscription. Immutable.
 */
final class GatewaySubscription
{
    private final int channelId;
    private final long epoch;
    private final byte[] channelName;
    private final UnsafeBuffer inbox;

    GatewaySubscription(final SubscriptionInfo info)
    {
        channelId = info.channelId();
        epoch = info.epoch();
        channelName = info.channelName();
        inbox = new UnsafeBuffer(info.inbox());
    }

    int channelId()
    {
        return channelId;
    }

    long epoch()
    {
        return epoch;
    }

    byte[] channelName()
    {
        return channelName;
    }

    DirectBuffer inbox()
    {
        return inbox;
    }
}
