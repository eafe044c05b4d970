package io.standfast.nats.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;

import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.standfast.engine.store.StoreDamagedException;

/**
 * Channels that stop at a message whose stored record is damaged: what comes behind it is not delivered, because a
 * message must never be skipped silently; other channels go on. The record is looked at again while something is to be
 * delivered: the scrub repairs it where another node has a copy. Owned by the gateway thread.
 */
final class DamagedChannels
{
    private static final Logger LOG = LoggerFactory.getLogger(DamagedChannels.class);
    private static final long LOOK_AGAIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final Int2ObjectHashMap<Stop> stops = new Int2ObjectHashMap<>();
    private final MessageSource source;
    private final NanoClock clock;
    private final DeliveryBody body = new DeliveryBody();

    private static final class Stop
    {
        private final long epoch;
        private final long sequence;
        private final long location;
        private long lookNs;

        private Stop(final long epoch, final long sequence, final long location, final long lookNs)
        {
            this.epoch = epoch;
            this.sequence = sequence;
            this.location = location;
            this.lookNs = lookNs;
        }
    }

    DamagedChannels(final MessageSource source, final NanoClock clock)
    {
        this.source = source;
        this.clock = clock;
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
        return stop != null && stop.epoch == subscription.epoch() && sequence >= stop.sequence &&
            isStillDamaged(stop, subscription);
    }

    private boolean isStillDamaged(final Stop stop, final GatewaySubscription subscription)
    {
        final long nowNs = clock.nanoTime();
        if (nowNs - stop.lookNs < 0)
        {
            return true;
        }
        try
        {
            final boolean isThere = source.read(stop.location, subscription.channelId(), stop.epoch, stop.sequence,
                subscription.channelName(), body);
            stops.remove(subscription.channelId());
            LOG.info("Channel \"{}\" goes on: the record of sequence {} {}", name(subscription), stop.sequence, isThere
                ? "is whole again"
                : "is not stored any more where it was damaged");
            return false;
        }
        catch (final StoreDamagedException ex)
        {
            stop.lookNs = nowNs + LOOK_AGAIN_NS;
            return true;
        }
    }

    void add(final GatewaySubscription subscription, final long sequence, final long location,
        final StoreDamagedException cause)
    {
        stops.put(subscription.channelId(), new Stop(subscription.epoch(), sequence, location, clock.nanoTime() +
            LOOK_AGAIN_NS));
        LOG.error("Channel \"{}\" stops at sequence {}: its stored record cannot be read ({}). Nothing behind it is " +
            "delivered; other channels go on. A node of a cluster gets the record from another one and goes on; a " +
            "single server has no other copy: look with `standfast store verify`, then restore the data directory " +
            "from a copy", name(subscription), sequence, cause.getMessage());
    }

    private static String name(final GatewaySubscription subscription)
    {
        return new String(subscription.channelName(), UTF_8);
    }
}
