package io.standfast.nats.gateway;

import java.util.ArrayList;
import java.util.List;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

import io.standfast.replication.Gauge;

/**
 * The gateway's counters. Written by the gateway thread, read by any.
 */
public final class GatewayCounters implements AutoCloseable
{
    private static final int COUNTERS = 32;

    private final List<Gauge> gauges = new ArrayList<>();
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
    private final AtomicCounter denied;
    private final AtomicCounter bytesIn;
    private final AtomicCounter bytesOut;
    private final AtomicCounter redeliveries;
    private final AtomicCounter maxCycle;
    private final Refusals refusals = new Refusals();
    private final PublishTimes publishTimes = new PublishTimes();

    /**
     * Counters in a manager.
     *
     * @param manager that holds them.
     */
    public GatewayCounters(final CountersManager manager)
    {
        state = add(manager, "gateway state");
        clients = add(manager, "gateway clients");
        subscriptions = add(manager, "gateway subscriptions online");
        publishes = add(manager, "gateway messages received");
        refused = add(manager, "gateway requests refused");
        deliveries = add(manager, "gateway messages delivered");
        acks = add(manager, "gateway acks received");
        ignoredAcks = add(manager, "gateway acks ignored");
        requests = add(manager, "gateway other requests received");
        missedHeartbeats = add(manager, "gateway heartbeats missed");
        lost = add(manager, "gateway requests dropped for want of room");
        unreadable = add(manager, "gateway messages that could not be read");
        overruns = add(manager, "gateway outbox overruns");
        bytesIn = add(manager, "gateway bytes received");
        bytesOut = add(manager, "gateway bytes delivered");
        redeliveries = add(manager, "gateway messages delivered again");
        maxCycle = add(manager, "gateway longest cycle ns");
        denied = add(manager, "gateway requests refused for want of permission");
    }

    private AtomicCounter add(final CountersManager manager, final String label)
    {
        final int typeId = Gauge.GATEWAY_TYPE_ID + gauges.size();
        final AtomicCounter counter = manager.newCounter(label, typeId);
        gauges.add(new Gauge(typeId, label, counter::get));
        return counter;
    }

    /**
     * All of them, for Aeron's tools.
     *
     * @return gauges.
     */
    public List<Gauge> gauges()
    {
        return List.copyOf(gauges);
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

    /**
     * Bytes of the publishes received.
     *
     * @return counter.
     */
    public AtomicCounter bytesIn()
    {
        return bytesIn;
    }

    /**
     * Bytes of the messages sent to subscriptions.
     *
     * @return counter.
     */
    public AtomicCounter bytesOut()
    {
        return bytesOut;
    }

    /**
     * Messages that were sent to subscriptions again.
     *
     * @return counter.
     */
    public AtomicCounter redeliveries()
    {
        return redeliveries;
    }

    /**
     * Longest time between two turns of the gateway, ns.
     *
     * @return counter.
     */
    public AtomicCounter maxCycle()
    {
        return maxCycle;
    }

    /**
     * Requests answered with an error, by reason.
     *
     * @return refusals.
     */
    public Refusals refusals()
    {
        return refusals;
    }

    /**
     * How long publishes take.
     *
     * @return times.
     */
    public PublishTimes publishTimes()
    {
        return publishTimes;
    }

    void onPublish(final int lengthBytes)
    {
        publishes.increment();
        bytesIn.setRelease(bytesIn.getPlain() + lengthBytes);
    }

    void onDelivery(final int lengthBytes, final int redeliveryCount)
    {
        deliveries.increment();
        bytesOut.setRelease(bytesOut.getPlain() + lengthBytes);
        if (redeliveryCount > 0)
        {
            redeliveries.setRelease(redeliveries.getPlain() + 1);
        }
    }

    void onRefused(final String text)
    {
        refused.increment();
        refusals.add(text);
    }

    /**
     * Requests refused because the user may not use the channel or the client id.
     *
     * @return counter.
     */
    public AtomicCounter denied()
    {
        return denied;
    }

    @Override
    public void close()
    {
        for (final AtomicCounter counter : new AtomicCounter[]{state, clients, subscriptions, publishes, refused,
            deliveries, acks, ignoredAcks, requests, missedHeartbeats, lost, unreadable, overruns, denied, bytesIn,
            bytesOut, redeliveries, maxCycle})
        {
            counter.close();
        }
    }

    private static UnsafeBuffer aligned(final int length)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, 64));
    }
}
