package io.standfast.nats.gateway;

import io.standfast.codecs.log.ClientHealthKind;
import io.standfast.nats.link.LinkMessage;
import io.standfast.nats.link.NatsLink;
import io.standfast.replication.log.CommandPublisher;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;

/**
 * Asks every client at intervals whether it lives, STAN-SPEC 1.7; only the edges go into the log: first missed,
 * answered again, failed. All intervals are equal and so are all waits, hence two queues do. Owned by the gateway
 * thread.
 */
final class Heartbeats
{
    private static final int TIMER_LIMIT = 256;

    private final CommandPublisher commands;
    private final PendingRequests pending;
    private final ClientRegistry clients;
    private final RequestNumbers requestNumbers;
    private final NatsLink link;
    private final NanoClock clock;
    private final GatewayCounters counters;
    private final long intervalNs;
    private final long timeoutNs;
    private final int failCount;
    private final DeadlineQueue intervals = new DeadlineQueue(this::isCurrent);
    private final DeadlineQueue timeouts = new DeadlineQueue();
    private final Long2ObjectHashMap<GatewayClient> asked = new Long2ObjectHashMap<>();

    private long lastToken;

    Heartbeats(final GatewayParts parts, final GatewayContext context)
    {
        commands = parts.commands();
        pending = parts.pendingRequests();
        clients = parts.clients();
        requestNumbers = parts.requestNumbers();
        clock = parts.linkClock();
        link = context.link();
        counters = context.counters();
        intervalNs = context.heartbeatIntervalNs();
        timeoutNs = context.heartbeatTimeoutNs();
        failCount = context.heartbeatFailCount();
    }

    void onClientOpened(final GatewayClient client)
    {
        schedule(client);
    }

    /**
     * A client that lives after all is asked at once, so that its subscriptions are served again.
     */
    void onPing(final GatewayClient client)
    {
        if (client.failures() > 0 && client.requestId() == GatewayClient.NULL_TOKEN)
        {
            send(client);
        }
    }

    /**
     * An answer, or the link knows that nobody is there. Who may not use the client's id cannot answer for it.
     *
     * @param requestId number of what was asked.
     * @param message   that came.
     * @return false when it is not the answer to a heartbeat.
     */
    boolean onAnswer(final long requestId, final LinkMessage message)
    {
        final GatewayClient client = asked.get(requestId);
        if (client == null)
        {
            return false;
        }
        if (!AccessControl.mayUse(message, client.clientId()))
        {
            return true;
        }
        asked.remove(requestId);
        if (isRegistered(client))
        {
            client.requestId(GatewayClient.NULL_TOKEN);
            if (message.isNoResponders())
            {
                onMissed(client);
            }
            else
            {
                onAnswered(client);
            }
        }
        return true;
    }

    int doWork()
    {
        final long nowNs = clock.nanoTime();
        return pollTimeouts(nowNs) + pollIntervals(nowNs);
    }

    void clear()
    {
        intervals.clear();
        timeouts.clear();
        asked.clear();
    }

    private int pollIntervals(final long nowNs)
    {
        int work = 0;
        while (work < TIMER_LIMIT && intervals.isDue(nowNs))
        {
            final long clientKey = intervals.key();
            final boolean isCurrent = isCurrent(clientKey, intervals.token());
            intervals.remove();
            if (isCurrent)
            {
                send(clients.byKey(clientKey));
            }
            work++;
        }
        return work;
    }

    private boolean isCurrent(final long clientKey, final long token)
    {
        final GatewayClient client = clients.byKey(clientKey);
        return client != null && client.scheduleToken() == token;
    }

    private int pollTimeouts(final long nowNs)
    {
        int work = 0;
        while (work < TIMER_LIMIT && timeouts.isDue(nowNs))
        {
            final GatewayClient client = asked.remove(timeouts.token());
            timeouts.remove();
            if (client != null && isRegistered(client))
            {
                client.requestId(GatewayClient.NULL_TOKEN);
                onMissed(client);
            }
            work++;
        }
        return work;
    }

    private void send(final GatewayClient client)
    {
        final long requestId = requestNumbers.next();
        client.scheduleToken(GatewayClient.NULL_TOKEN);
        client.requestId(requestId);
        asked.put(requestId, client);
        timeouts.add(clock.nanoTime() + timeoutNs, client.clientKey(), requestId);
        link.request(client.heartbeatInbox(), requestNumbers.inbox(requestId));
    }

    private void onAnswered(final GatewayClient client)
    {
        client.failures(0);
        if (client.isMissedReported())
        {
            client.missedReported(!tryReport(client, ClientHealthKind.ANSWERED));
        }
        schedule(client);
    }

    private void onMissed(final GatewayClient client)
    {
        counters.missedHeartbeats().increment();
        client.failures(client.failures() + 1);
        if (!client.isMissedReported())
        {
            client.missedReported(tryReport(client, ClientHealthKind.MISSED));
        }
        if (client.failures() > failCount && !client.isFailedReported())
        {
            client.failedReported(tryReport(client, ClientHealthKind.FAILED));
        }
        if (!client.isFailedReported())
        {
            schedule(client);
        }
    }

    private boolean tryReport(final GatewayClient client, final ClientHealthKind health)
    {
        return pending.add(commands.clientHealth(client.clientKey(), health), PendingRequest.HEALTH);
    }

    private void schedule(final GatewayClient client)
    {
        client.scheduleToken(++lastToken);
        intervals.add(clock.nanoTime() + intervalNs, client.clientKey(), client.scheduleToken());
    }

    private boolean isRegistered(final GatewayClient client)
    {
        return clients.byKey(client.clientKey()) == client;
    }
}
