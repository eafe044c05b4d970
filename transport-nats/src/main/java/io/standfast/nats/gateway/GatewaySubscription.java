package io.standfast.nats.gateway;

import io.standfast.engine.EngineOutput.SubscriptionInfo;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the gateway knows of an online subscription. Immutable.
 */
final class GatewaySubscription
{
    private final long clientKey;
    private final int channelId;
    private final long epoch;
    private final byte[] channelName;
    private final UnsafeBuffer channel;
    private final UnsafeBuffer inbox;

    GatewaySubscription(final SubscriptionInfo info)
    {
        clientKey = info.clientKey();
        channelId = info.channelId();
        epoch = info.epoch();
        channelName = info.channelName();
        channel = new UnsafeBuffer(channelName);
        inbox = new UnsafeBuffer(info.inbox());
    }

    long clientKey()
    {
        return clientKey;
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

    DirectBuffer channel()
    {
        return channel;
    }

    DirectBuffer inbox()
    {
        return inbox;
    }
}
