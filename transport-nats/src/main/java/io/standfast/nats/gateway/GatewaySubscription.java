package io.standfast.nats.gateway;

import io.standfast.engine.EngineOutput.SubscriptionInfo;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the gateway knows of an online subscription. Owned by the gateway thread.
 */
final class GatewaySubscription
{
    private final long clientKey;
    private final int channelId;
    private final long epoch;
    private final byte[] channelName;
    private final UnsafeBuffer channel;
    private final UnsafeBuffer inbox;
    private final long ackWaitNs;
    private boolean isHeard;

    GatewaySubscription(final SubscriptionInfo info)
    {
        clientKey = info.clientKey();
        channelId = info.channelId();
        epoch = info.epoch();
        channelName = info.channelName();
        channel = new UnsafeBuffer(channelName);
        inbox = new UnsafeBuffer(info.inbox());
        ackWaitNs = info.ackWaitNs();
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

    long ackWaitNs()
    {
        return ackWaitNs;
    }

    /** Whether somebody has listened to its inbox since it was announced, and nothing is held for it. */
    boolean isHeard()
    {
        return isHeard;
    }

    void heard()
    {
        isHeard = true;
    }
}
