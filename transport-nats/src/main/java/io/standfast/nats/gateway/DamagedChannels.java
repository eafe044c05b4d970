package io.standfast.nats.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.agrona.collections.Int2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.StoreDamagedException;

/**
 * Channels that stop at a message whose stored record is damaged: what comes behind it is not delivered, because a
 * message must never be skipped silently; other channels go on. Owned by the gateway thread; forgotten at a restart,
 * which looks again.
 */
final class DamagedChannels
{
    private static final Logger LOG = LoggerFactory.getLogger(DamagedChannels.class);

    private final Int2ObjectHashMap<Stop> stops = new Int2ObjectHashMap<>();

    private record Stop(long epoch, long sequence)
    {
    }

    /**
     * Whether a message lies behind a damaged one, or is the damaged one.
     */
    boolean isBehind(final GatewaySubscription subscription, final long sequence)
    {
        if (stops.isEmpty())
        {
            return false;
        }
        final Stop stop = stops.get(subscription.channelId());
        return stop != null && stop.epoch() == subscription.epoch() && sequence >= stop.sequence();
    }

    void add(final GatewaySubscription subscription, final long sequence, final StoreDamagedException cause)
    {
        stops.put(subscription.channelId(), new Stop(subscription.epoch(), sequence));
        LOG.error("Channel \"{}\" stops at sequence {}: its stored record cannot be read ({}). Nothing behind it is " +
            "delivered; other channels go on. Look at it with `standfast store verify`, then restore the data " +
            "directory from a copy", new String(subscription.channelName(), UTF_8), sequence, cause.getMessage());
    }
}
