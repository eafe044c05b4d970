package io.standfast.nats.gateway;

import io.standfast.nats.link.NatsLink;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Deliveries to clients that have not come back since the gates opened. With its leader, or with the node that passed
 * it on, a client of the listener loses its connection; its pendings go out the moment the next term opens, when nobody
 * hears them. They wait here for their inbox, in order, until the engine sends them again anyway. Bodies stay in the
 * store, and after a while nobody is waited for. Owned by the gateway thread.
 */
final class HeldDeliveries
{
    /** Clients come back within seconds, or begin anew. */
    static final long WINDOW_NS = TimeUnit.SECONDS.toNanos(30);
    /** Deliveries that are held at most; others are sent again after their ack wait. */
    static final int LIMIT = 64 * 1024;
    private static final int LOOKS_PER_CYCLE = 64;
    private static final int SENDS_PER_CYCLE = 1024;

    private final NatsLink link;
    private final SubscriptionRegistry subscriptions;
    private final Sender sender;
    private final Long2ObjectHashMap<Absent> byId = new Long2ObjectHashMap<>();
    private final ArrayDeque<Absent> turns = new ArrayDeque<>();
    private boolean isOpen;
    private long endNs;
    private long nowNs;
    private int size;

    /**
     * How a delivery goes out.
     */
    @FunctionalInterface
    interface Sender
    {
        void send(GatewaySubscription subscription, long sequence, long location, int redeliveryCount);
    }

    private record Held(long sequence, long location, int redeliveryCount, long untilNs)
    {
    }

    /** A subscription whose inbox nobody listens to, or of which not all has gone out yet since somebody does. */
    private record Absent(long subscriptionId, GatewaySubscription subscription, LinkedHashMap<Long, Held> messages)
    {
    }

    HeldDeliveries(final NatsLink link, final SubscriptionRegistry subscriptions, final Sender sender)
    {
        this.link = link;
        this.subscriptions = subscriptions;
        this.sender = sender;
    }

    /**
     * The gates have opened: from now on clients come back.
     */
    void open(final long timeNs)
    {
        isOpen = true;
        nowNs = timeNs;
        endNs = timeNs + WINDOW_NS;
    }

    /**
     * Keep a delivery for which nobody is there yet, or that must not overtake one.
     *
     * @return false when it is to go out now.
     */
    boolean tryHold(final long subscriptionId, final GatewaySubscription subscription, final long sequence,
        final long location, final int redeliveryCount)
    {
        if (subscription.isHeard() || !isOpen && byId.isEmpty())
        {
            return false;
        }
        Absent absent = byId.get(subscriptionId);
        if (absent == null || absent.subscription != subscription)
        {
            if (!isOpen || link.isHeard(subscription.inbox()))
            {
                subscription.heard();
                return false;
            }
            absent = add(subscriptionId, subscription, absent);
        }
        // Sent again while it is held: as if it had been lost, it goes out once, at its later place.
        size -= absent.messages.remove(sequence) == null ? 0 : 1;
        if (size < LIMIT)
        {
            absent.messages.put(sequence, new Held(sequence, location, redeliveryCount, Math.min(endNs, nowNs +
                subscription.ackWaitNs())));
            size++;
        }
        return true;
    }

    private Absent add(final long subscriptionId, final GatewaySubscription subscription, final Absent before)
    {
        final Absent absent = new Absent(subscriptionId, subscription, new LinkedHashMap<>());
        if (before != null)
        {
            forget(before);
        }
        byId.put(subscriptionId, absent);
        turns.add(absent);
        return absent;
    }

    /**
     * Look who has come back.
     */
    int doWork(final long timeNs)
    {
        nowNs = timeNs;
        isOpen = isOpen && nowNs - endNs < 0;
        int sends = 0;
        for (int looks = Math.min(turns.size(), LOOKS_PER_CYCLE); looks > 0 && sends < SENDS_PER_CYCLE; looks--)
        {
            final Absent absent = turns.poll();
            sends += look(absent, SENDS_PER_CYCLE - sends);
            if (!absent.messages.isEmpty())
            {
                turns.add(absent);
            }
            else if (byId.get(absent.subscriptionId) == absent)
            {
                byId.remove(absent.subscriptionId);
            }
        }
        return sends;
    }

    void clear()
    {
        isOpen = false;
        byId.clear();
        turns.clear();
        size = 0;
    }

    private int look(final Absent absent, final int limit)
    {
        final GatewaySubscription subscription = absent.subscription;
        if (subscriptions.byId(absent.subscriptionId) != subscription)
        {
            // Closed, or resumed by a client that is sent everything anew.
            forget(absent);
            return 0;
        }
        if (!link.isHeard(subscription.inbox()))
        {
            final Iterator<Held> messages = absent.messages.values().iterator();
            while (messages.hasNext() && nowNs - messages.next().untilNs >= 0)
            {
                messages.remove();
                size--;
            }
            return 0;
        }
        int sends = 0;
        final Iterator<Held> messages = absent.messages.values().iterator();
        while (sends < limit && messages.hasNext())
        {
            final Held held = messages.next();
            sender.send(subscription, held.sequence, held.location, held.redeliveryCount);
            messages.remove();
            size--;
            sends++;
        }
        return sends;
    }

    private void forget(final Absent absent)
    {
        size -= absent.messages.size();
        absent.messages.clear();
    }
}
