package io.standfast.nats.gateway;

import java.util.concurrent.atomic.AtomicLong;

import io.standfast.nats.link.NatsLink;
import io.standfast.replication.log.CommandPublisher;
import io.standfast.replication.log.EventAdapter;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Serves NATS Streaming's clients: requests become commands, events become replies and deliveries. The outbox is
 * drained first and whatever the log does; the link is read only while what it brings can be taken. Owned by the
 * gateway thread.
 */
public final class GatewayAgent implements Agent
{
    private static final int EVENT_LIMIT = 1024;
    private static final long PARK_NS = 20_000_000;
    private static final long RETRY_PARK_NS = 100_000;
    private static final long NO_TURN = Long.MIN_VALUE;

    private final GatewayContext context;
    private final GatewayParts parts;
    private final GatewayServices services;
    private final CommandPublisher commands;
    private final NatsLink link;
    private final EventAdapter events;
    private final AdminAdapter admin;
    private final NanoClock clock;
    private final PublishTimes times;
    // Written by the gateway thread, read by whoever asks for health.
    private final AtomicLong turnNs = new AtomicLong(NO_TURN);

    private long cycleNs;
    private long maxCycleNs;
    private long lastNs;
    private long stalledNs;
    private boolean isClosed;

    /**
     * An agent that has not started, of which no operator orders anything.
     *
     * @param context of the gateway; concluded here.
     */
    public GatewayAgent(final GatewayContext context)
    {
        this(context, new AdminProxy(() ->
        {
        }));
    }

    /**
     * An agent that has not started.
     *
     * @param context of the gateway; concluded here.
     * @param orders  of operators.
     */
    public GatewayAgent(final GatewayContext context, final AdminProxy orders)
    {
        this.context = context.conclude();
        parts = GatewayParts.of(context);
        services = GatewayServices.of(parts, context);
        commands = parts.commands();
        link = context.link();
        clock = context.clock();
        admin = new AdminAdapter(orders, services.gates(), parts);
        times = context.counters().publishTimes();
        events = new EventAdapter(context.outbox(), new EventRouter(parts, services, context.counters()));
    }

    @Override
    public void onStart()
    {
        lastNs = clock.nanoTime();
        cycleNs = lastNs;
        link.open(new RequestRouter(parts, context, services));
    }

    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        measureCycle(nowNs);
        return events.poll(EVENT_LIMIT) + context.ingressWork().applyAsInt(nowNs) + services.gates().doWork(nowNs) +
            readLink(nowNs) + services.deliveries().doWork(nowNs) + admin.doWork() + flushCommands() + flushLink();
    }

    @Override
    public void onClose()
    {
        if (!isClosed)
        {
            isClosed = true;
            link.close();
            context.counters().close();
        }
    }

    @Override
    public String roleName()
    {
        return "gateway";
    }

    /**
     * How long the thread may wait when there was nothing to do: short while commands wait for room in the log, because
     * nobody rings when there is some.
     *
     * @return longest wait, ns.
     */
    public long parkTimeoutNs()
    {
        return isReady() ? PARK_NS : RETRY_PARK_NS;
    }

    /**
     * Time since the last turn, for any thread.
     *
     * @return ns, 0 before the first.
     */
    public long quietNs()
    {
        final long lastTurnNs = turnNs.getAcquire();
        return lastTurnNs == NO_TURN ? 0 : Math.max(0, clock.nanoTime() - lastTurnNs);
    }

    private void measureCycle(final long nowNs)
    {
        turnNs.setRelease(nowNs);
        parts.trace().cycle();
        if (nowNs - cycleNs > maxCycleNs)
        {
            maxCycleNs = nowNs - cycleNs;
            context.counters().maxCycle().setRelease(maxCycleNs);
        }
        cycleNs = nowNs;
    }

    private int flushCommands()
    {
        final int work = commands.flush();
        if (times.awaitsOffer() >= 0 && commands.isOffered(times.awaitsOffer()))
        {
            times.onOffered(clock.nanoTime());
        }
        return work;
    }

    private int flushLink()
    {
        final int work = link.flush();
        times.onFlushed(clock);
        return work;
    }

    private int readLink(final long nowNs)
    {
        if (!isReady())
        {
            stalledNs += nowNs - lastNs;
            lastNs = nowNs;
            return 0;
        }
        lastNs = nowNs;
        parts.linkClock().update(nowNs - stalledNs);
        return link.doWork(nowNs) + services.connects().doWork() + services.heartbeats().doWork();
    }

    private boolean isReady()
    {
        return commands.isReady() && parts.pendingPublishes().isReady();
    }
}
