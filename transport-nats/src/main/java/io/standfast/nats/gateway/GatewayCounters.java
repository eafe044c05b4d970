package io.standfast.nats.gateway;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * The gateway's counters. Written by the gateway thread, read by any.
 */
public final class GatewayCounters implements AutoCloseable
{
    private static final int TYPE_ID = 9001;
    private static final int COUNTERS = 32;

    private final AtomicCounter state;
    private final AtomicCounter clients;
    private final AtomicCounter subscriptions;
    private final AtomicCounter publishes;
    private final AtomicCounter refused;
    private final AtomicCounter deliveries;
    private final AtomicCounter acks;
    private final AtomicCounter ignoredAcks;
    private final AtomicCounter requests;
    private final AtomicCounter missedHeartbeats;
    private final AtomicCounter lost;
    private final AtomicCounter unreadable;
    private final AtomicCounter overruns;

    /**
     * Counters in a manager.
     *
     * @param manager that holds them.
     */
    public GatewayCounters(final CountersManager manager)
    {
        state = manager.newCounter("gateway state", TYPE_ID);
        clients = manager.newCounter("gateway clients", TYPE_ID);
        subscriptions = manager.newCounter("gateway subscriptions online", TYPE_ID);
        publishes = manager.newCounter("gateway messages received", TYPE_ID);
        refused = manager.newCounter("gateway requests refused", TYPE_ID);
        deliveries = manager.newCounter("gateway messages delivered", TYPE_ID);
        acks = manager.newCounter("gateway acks received", TYPE_ID);
        ignoredAcks = manager.newCounter("gateway acks ignored", TYPE_ID);
        requests = manager.newCounter("gateway other requests received", TYPE_ID);
        missedHeartbeats = manager.newCounter("gateway heartbeats missed", TYPE_ID);
        lost = manager.newCounter("gateway requests dropped for want of room", TYPE_ID);
        unreadable = manager.newCounter("gateway messages that could not be read", TYPE_ID);
        overruns = manager.newCounter("gateway outbox overruns", TYPE_ID);
    }

    /**
     * Counters of their own, for those who have no manager.
     *
     * @return counters.
     */
    public static GatewayCounters standalone()
    {
        return new GatewayCounters(
            new CountersManager(aligned(COUNTERS * CountersReader.METADATA_LENGTH),
                aligned(COUNTERS * CountersReader.COUNTER_LENGTH)));
    }

    /**
     * Code of the {@link GatewayState}.
     *
     * @return counter.
     */
    public AtomicCounter state()
    {
        return state;
    }

    /**
     * Registered clients.
     *
     * @return counter.
     */
    public AtomicCounter clients()
    {
        return clients;
    }

    /**
     * Online subscriptions.
     *
     * @return counter.
     */
    public AtomicCounter subscriptions()
    {
        return subscriptions;
    }

    /**
     * Messages received from publishers.
     *
     * @return counter.
     */
    public AtomicCounter publishes()
    {
        return publishes;
    }

    /**
     * Requests answered with an error.
     *
     * @return counter.
     */
    public AtomicCounter refused()
    {
        return refused;
    }

    /**
     * Messages sent to subscriptions.
     *
     * @return counter.
     */
    public AtomicCounter deliveries()
    {
        return deliveries;
    }

    /**
     * Acks received.
     *
     * @return counter.
     */
    public AtomicCounter acks()
    {
        return acks;
    }

    /**
     * Acks for no subscription, or for another channel than the subscription's, or that are none.
     *
     * @return counter.
     */
    public AtomicCounter ignoredAcks()
    {
        return ignoredAcks;
    }

    /**
     * Requests received that are neither publishes nor acks.
     *
     * @return counter.
     */
    public AtomicCounter requests()
    {
        return requests;
    }

    /**
     * Heartbeats without an answer.
     *
     * @return counter.
     */
    public AtomicCounter missedHeartbeats()
    {
        return missedHeartbeats;
    }

    /**
     * Requests that were dropped because the log took nothing for too long.
     *
     * @return counter.
     */
    public AtomicCounter lost()
    {
        return lost;
    }

    /**
     * Messages that the store did not give.
     *
     * @return counter.
     */
    public AtomicCounter unreadable()
    {
        return unreadable;
    }

    /**
     * Times that events were dropped because the gateway was too slow.
     *
     * @return counter.
     */
    public AtomicCounter overruns()
    {
        return overruns;
    }

    @Override
    public void close()
    {
        for (final AtomicCounter counter : new AtomicCounter[]{state, clients, subscriptions, publishes, refused,
            deliveries, acks, ignoredAcks, requests, missedHeartbeats, lost, unreadable, overruns})
        {
            counter.close();
        }
    }

    private static UnsafeBuffer aligned(final int length)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, 64));
    }
}
