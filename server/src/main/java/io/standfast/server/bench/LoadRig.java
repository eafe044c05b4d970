package io.standfast.server.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

/**
 * Puts a load on a server, one rate after the other, with all clients in one thread: the one that calls it. A message
 * is due when its rate says so, whatever the server does, and its time counts from then on.
 */
public final class LoadRig implements AutoCloseable
{
    private static final long SEED = 20260;
    private static final int POLLED_CLIENTS = 4;
    private static final long LONG_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_WAIT_MS = 5;
    private static final long FULL_POLL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long GOODBYE_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long STOPPED_WAIT_NS = TimeUnit.SECONDS.toNanos(1);

    private final BenchPlan plan;
    private final BooleanSupplier isStopped;
    private final LoadClient[] clients;
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Consumer<SelectionKey> polling = this::pollKey;
    private final Consumer<SelectionKey> ignoring = key ->
    {
    };
    private Selector selector;
    private int connected;
    private int polled;
    private long pollNs;
    private long nextFullPollNs = System.nanoTime();
    private long measureNs;
    private long endNs;
    private long lastAnswerNs;
    private long sendingEndNs;
    private long cpuNs;
    private boolean isMeasuring;
    private boolean isSending;
    private boolean isInterrupted;
    private boolean isLost;

    /**
     * Not yet connected.
     *
     * @param plan      that has been checked.
     * @param isStopped asked again and again; true ends a rate early.
     */
    public LoadRig(final BenchPlan plan, final BooleanSupplier isStopped)
    {
        this.plan = plan;
        this.isStopped = isStopped;
        clients = new LoadClient[plan.load().clients()];
    }

    /** Connect all clients; throws a {@link BenchException} when one of them is not let in. */
    public void connect()
    {
        final byte[] payload = new byte[plan.load().sizeBytes()];
        new Random(SEED).nextBytes(payload);
        try
        {
            selector = Selector.open();
            while (connected < clients.length)
            {
                final LoadClient client = new LoadClient(plan, connected);
                clients[connected++] = client;
                client.connect(payload);
                client.channel().register(selector, SelectionKey.OP_READ, client);
            }
        }
        catch (final IOException ex)
        {
            throw new BenchException("this machine gives no selector: " + ex.getMessage(), ex);
        }
        if (plan.kind() == BenchPlan.Kind.ROUNDTRIP)
        {
            subscribe();
        }
    }

    private void subscribe()
    {
        for (final LoadClient client : clients)
        {
            client.subscribe();
        }
    }

    /**
     * Measure at one rate until its time is over and what was sent is answered.
     *
     * @param tally to count in; it says what went wrong, too.
     */
    public void run(final RateTally tally)
    {
        final BenchPlan.Load load = plan.load();
        final RateSchedule schedule = new RateSchedule(tally.rate(), clients.length);
        final long beginNs = System.nanoTime();
        final long warmup = schedule.isOpen() ? schedule.due(load.warmupNs()) : 0;
        final long count = schedule.isOpen() ? Math.min(load.count(), schedule.due(load.durationNs())) : load.count();
        measureNs = beginNs + load.warmupNs();
        endNs = measureNs + Math.min(load.durationNs(), schedule.durationNs(count));
        lastAnswerNs = beginNs;
        cpuNs = system.getProcessCpuTime();
        isMeasuring = false;
        isSending = true;
        isInterrupted = false;
        try
        {
            for (final LoadClient client : clients)
            {
                client.begin(tally, beginNs, warmup, warmup + count);
            }
            if (plan.kind() == BenchPlan.Kind.SUBSCRIBE)
            {
                measureIfDue(beginNs);
                subscribe();
            }
            loop(tally);
        }
        catch (final BenchException ex)
        {
            isLost = true;
            tally.onFailure(ex.getMessage());
        }
        end(tally, schedule.isOpen());
    }

    private void loop(final RateTally tally)
    {
        boolean isDone = false;
        while (!isDone)
        {
            final long nowNs = System.nanoTime();
            measureIfDue(nowNs);
            int work = isSending ? sendDue(nowNs) : 0;
            final int received = poll(nowNs);
            if (received > 0)
            {
                lastAnswerNs = System.nanoTime();
                work += received;
            }
            isDone = plan.kind() == BenchPlan.Kind.SUBSCRIBE ? isEnough(tally, nowNs) : isAnswered(nowNs);
            if (work == 0 && !isDone)
            {
                idle(nowNs);
            }
        }
    }

    private void measureIfDue(final long nowNs)
    {
        if (!isMeasuring && nowNs - measureNs >= 0)
        {
            isMeasuring = true;
            cpuNs = system.getProcessCpuTime();
            for (final LoadClient client : clients)
            {
                client.measure(plan.load().count());
            }
        }
    }

    private void pollKey(final SelectionKey key)
    {
        polled += ((LoadClient) key.attachment()).poll(pollNs);
    }

    private int sendDue(final long nowNs)
    {
        int work = 0;
        for (final LoadClient client : clients)
        {
            work += client.sendDue(nowNs);
        }
        return work;
    }

    private int poll(final long nowNs)
    {
        polled = 0;
        pollNs = nowNs;
        // A client that hears nothing pings only when it is polled.
        if (clients.length <= POLLED_CLIENTS || nowNs - nextFullPollNs >= 0)
        {
            nextFullPollNs = nowNs + FULL_POLL_NS;
            for (final LoadClient client : clients)
            {
                polled += client.poll(nowNs);
            }
        }
        else
        {
            select(polling, 0);
        }
        for (final LoadClient client : clients)
        {
            client.connection().flush();
        }
        return polled;
    }

    private void select(final Consumer<SelectionKey> action, final long timeoutMs)
    {
        try
        {
            if (timeoutMs == 0)
            {
                selector.selectNow(action);
            }
            else
            {
                selector.select(action, timeoutMs);
            }
        }
        catch (final IOException ex)
        {
            throw new BenchException("the selector fails: " + ex.getMessage(), ex);
        }
    }

    private boolean isEnough(final RateTally tally, final long nowNs)
    {
        isInterrupted = isStopped.getAsBoolean();
        return isInterrupted || nowNs - endNs >= 0 || tally.delivered() >= plan.load().count();
    }

    private boolean isAnswered(final long nowNs)
    {
        if (isSending)
        {
            stopSendingIfDue(nowNs);
            return false;
        }
        boolean isWaiting = false;
        for (final LoadClient client : clients)
        {
            isWaiting |= client.isWaiting();
        }
        final long waitedNs = nowNs - Math.max(sendingEndNs, lastAnswerNs);
        final long limitNs = isInterrupted ? Math.min(STOPPED_WAIT_NS, plan.load().ackTimeoutNs())
            : plan.load().ackTimeoutNs();
        isInterrupted |= isStopped.getAsBoolean();
        return !isWaiting || waitedNs > limitNs;
    }

    private void stopSendingIfDue(final long nowNs)
    {
        isInterrupted = isStopped.getAsBoolean();
        boolean isSendingOn = false;
        for (final LoadClient client : clients)
        {
            isSendingOn |= client.hasNext();
        }
        final boolean isOver = clients[0].isOpen() ? nowNs - endNs > plan.load().ackTimeoutNs()
            : nowNs - endNs >= 0 || nowNs - lastAnswerNs > plan.load().ackTimeoutNs();
        if (isInterrupted || isOver || !isSendingOn)
        {
            for (final LoadClient client : clients)
            {
                client.stopSending(!isInterrupted);
            }
            isSending = false;
            sendingEndNs = nowNs;
        }
    }

    /** Until a message is due or something comes; a selector wakes at once, but knows only whole milliseconds. */
    private void idle(final long nowNs)
    {
        if (plan.load().isSpinning())
        {
            Thread.onSpinWait();
            return;
        }
        long waitNs = TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MS);
        for (final LoadClient client : clients)
        {
            waitNs = isSending ? Math.min(waitNs, client.waitNs(nowNs)) : waitNs;
        }
        if (waitNs > LONG_WAIT_NS)
        {
            select(ignoring, Math.min(LONGEST_WAIT_MS, TimeUnit.NANOSECONDS.toMillis(waitNs)));
        }
        else if (waitNs > 0)
        {
            LockSupport.parkNanos(PARK_NS);
        }
    }

    private void end(final RateTally tally, final boolean isOpen)
    {
        for (final LoadClient client : clients)
        {
            client.giveUp();
        }
        final boolean isToTheEnd = isOpen && plan.load().count() == BenchPlan.MAX_COUNT && !isInterrupted && !isLost;
        final long tookNs = (isToTheEnd ? Math.max(lastAnswerNs, endNs) : lastAnswerNs) - measureNs;
        tally.onEnd(Math.max(0, tookNs), system.getProcessCpuTime() - cpuNs, isInterrupted);
    }

    /**
     * Say goodbye to the server.
     *
     * @return how many clients it did not answer; it closes them when they do not answer its heartbeats.
     */
    public int disconnect()
    {
        final boolean[] isAsked = new boolean[connected];
        for (int i = 0; i < connected; i++)
        {
            isAsked[i] = clients[i].askToClose();
        }
        int unanswered = 0;
        for (int i = 0; i < connected; i++)
        {
            if (!isAsked[i] || !clients[i].isClosedWithin(GOODBYE_NS))
            {
                unanswered++;
            }
        }
        return unanswered;
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(clients);
        CloseHelper.quietClose(selector);
    }
}
