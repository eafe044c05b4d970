package io.standfast.replication;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.agrona.concurrent.IdleStrategy;

/**
 * How the agents of a node wait: each falls asleep by itself, and who has worked wakes those that are next on the way
 * of a message. So an idle node costs next to nothing, and what comes does not wait for one sleep after the other.
 * Called by any thread.
 */
public final class Doorbell
{
    /** What a start asks of its agents is not rung for: as long as this nobody sleeps deeply. */
    private static final long WAKEFUL_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long LIGHT_PARK_NS = TimeUnit.MICROSECONDS.toNanos(500);

    /** Whose agent it is. */
    enum Station
    {
        CONSENSUS, ARCHIVE, SERVICE, ASIDE
    }

    private final CopyOnWriteArrayList<Sleeper> sleepers = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<Runnable> others = new CopyOnWriteArrayList<>();
    private final long beginNs = System.nanoTime();
    private final long wakefulNs;
    // Written by any agent, once.
    private volatile boolean isStarting = true;

    /** A doorbell for a node that starts now. */
    Doorbell()
    {
        this(WAKEFUL_NS);
    }

    /**
     * A doorbell.
     *
     * @param wakefulNs how long nobody sleeps deeply.
     */
    Doorbell(final long wakefulNs)
    {
        this.wakefulNs = wakefulNs;
    }

    /**
     * A way to wait for one agent.
     *
     * @param station   of the agent.
     * @param maxParkNs longest sleep of an agent for which nobody rings.
     * @return strategy.
     */
    IdleStrategy newIdleStrategy(final Station station, final long maxParkNs)
    {
        return newIdleStrategy(station, maxParkNs, null);
    }

    /**
     * A way to wait for one agent that the network wakes, too.
     *
     * @param station   of the agent.
     * @param maxParkNs longest sleep of an agent for which nobody rings.
     * @param network   to wait on, null for none.
     * @return strategy.
     */
    IdleStrategy newIdleStrategy(final Station station, final long maxParkNs, final NetworkBell network)
    {
        final Sleeper sleeper = new Sleeper(station, maxParkNs, network);
        sleepers.add(sleeper);
        return sleeper;
    }

    /**
     * A way to wait for whoever has asked an agent something and cannot go on before it answers. Any thread, and
     * several at once.
     *
     * @return strategy that wakes the agents and looks again soon.
     */
    IdleStrategy askersIdleStrategy()
    {
        return new Asker();
    }

    /**
     * Wake somebody whenever an answer is waited for.
     *
     * @param other does not block; called by any thread.
     */
    void add(final Runnable other)
    {
        others.add(other);
    }

    /** A client's message has come: the consensus module takes it, and rings for whoever is next. */
    public void ring()
    {
        VarHandle.fullFence();
        for (int i = 0; i < sleepers.size(); i++)
        {
            final Sleeper sleeper = sleepers.get(i);
            if (sleeper.station == Station.CONSENSUS)
            {
                sleeper.wake(true);
            }
        }
    }

    /** The clock is asked for as long as it matters: where a tool stands between, that is not for nothing. */
    private boolean isWakeful()
    {
        if (isStarting && System.nanoTime() - beginNs >= wakefulNs)
        {
            isStarting = false;
        }
        return isStarting;
    }

    /**
     * An agent has worked: the others look whether it was for them. Everything goes through the consensus module's
     * thread, which is the driver's, too: it rings for all, and all others for it.
     */
    private void ringAfterWork(final Sleeper ringer)
    {
        final boolean isForAll = ringer.station == Station.CONSENSUS;
        // What was written for the others is to be seen before they are asked whether they sleep.
        VarHandle.fullFence();
        for (int i = 0; i < sleepers.size(); i++)
        {
            final Sleeper sleeper = sleepers.get(i);
            if (sleeper != ringer && (isForAll || sleeper.station == Station.CONSENSUS))
            {
                sleeper.wake(false);
            }
        }
    }

    private void ringForAnswer(final Sleeper asker)
    {
        VarHandle.fullFence();
        for (int i = 0; i < sleepers.size(); i++)
        {
            final Sleeper sleeper = sleepers.get(i);
            if (sleeper != asker)
            {
                sleeper.wake(false);
            }
        }
        for (int i = 0; i < others.size(); i++)
        {
            others.get(i).run();
        }
    }

    /**
     * Waits like Agrona's back-off: yields, parks longer and longer. It does not spin: where there are fewer processors
     * than agents, that keeps the next one from running. Owned by its agent's thread but for {@link #wake}.
     */
    private final class Sleeper implements IdleStrategy
    {
        private static final int YIELDS = 30;
        private static final long MIN_PARK_NS = 50_000;
        private static final long COLD_PARK_NS = 200_000;
        /** News without a whole sleep between them, after which the next ones are waited for awake. */
        private static final int NEWS_IN_A_ROW = 4;

        private final Station station;
        private final long maxParkNs;
        private final NetworkBell network;
        private int idles;
        private long parkNs;
        private int inARow;
        // Written by the agent, read by whoever rings.
        private volatile Thread parked;
        // Written by both: rung since the agent looked for work last.
        private volatile boolean isRung;
        private volatile boolean isAlert;

        private Sleeper(final Station station, final long maxParkNs, final NetworkBell network)
        {
            this.network = network;
            this.station = station;
            this.maxParkNs = maxParkNs;
        }

        @Override
        public void idle(final int workCount)
        {
            if (workCount <= 0)
            {
                await();
            }
            else if (network == null)
            {
                // What wakes it from a deep sleep is mostly a heartbeat, and nothing follows.
                final boolean isCold = parkNs > LIGHT_PARK_NS;
                idles = isCold ? YIELDS : 0;
                parkNs = isCold ? COLD_PARK_NS : 0;
                ringAfterWork(this);
            }
            else
            {
                onNetworkWork();
            }
        }

        /** Everything wakes it, so it sleeps on as deeply as before until so much comes that it had better not. */
        private void onNetworkWork()
        {
            final boolean isCold = parkNs > LIGHT_PARK_NS;
            final boolean isNews = network.takeNews() || isRung;
            if (!isCold || isNews)
            {
                ringAfterWork(this);
            }
            inARow += isNews ? 1 : 0;
            final boolean isWarm = !isCold || inARow >= NEWS_IN_A_ROW;
            idles = isWarm ? 0 : YIELDS;
            parkNs = isWarm ? 0 : parkNs;
        }

        /** An agent that idles on its own account waits for an answer: whoever is to give it looks at once. */
        @Override
        public void idle()
        {
            ringForAnswer(this);
            parkNs = Math.min(parkNs, LIGHT_PARK_NS / 2);
            await();
        }

        private void await()
        {
            if (isRung)
            {
                // Of an agent's ring one look is enough: it rings again when it has work for this one.
                isRung = false;
                if (isAlert)
                {
                    isAlert = false;
                    reset();
                }
            }
            else if (idles < YIELDS)
            {
                idles++;
                Thread.yield();
            }
            else
            {
                park();
            }
        }

        private void park()
        {
            final long nextNs = parkNs == 0 ? MIN_PARK_NS : Math.min(2 * parkNs, bound());
            parked = Thread.currentThread();
            final boolean isWoken = !isRung && sleep(nextNs);
            parked = null;
            if (!isRung)
            {
                // Only who has slept to the end sleeps longer: one that is woken all the time is needed soon.
                parkNs = nextNs;
                inARow = isWoken ? inARow : 0;
            }
        }

        /** Returns whether the network has woken it. */
        private boolean sleep(final long ns)
        {
            if (network != null)
            {
                return network.await(ns);
            }
            LockSupport.parkNanos(ns);
            return false;
        }

        private long bound()
        {
            return parkNs < LIGHT_PARK_NS || isWakeful() ? Math.min(maxParkNs, LIGHT_PARK_NS) : maxParkNs;
        }

        @Override
        public void reset()
        {
            idles = 0;
            parkNs = 0;
        }

        private void wake(final boolean isForAll)
        {
            if (isForAll)
            {
                isAlert = true;
            }
            if (!isRung)
            {
                isRung = true;
            }
            final Thread thread = parked;
            if (thread != null && network != null)
            {
                network.wake();
            }
            else if (thread != null)
            {
                LockSupport.unpark(thread);
            }
        }
    }

    /** Stateless: nobody wakes it. */
    private final class Asker implements IdleStrategy
    {
        private static final long PARK_NS = 50_000;

        @Override
        public void idle(final int workCount)
        {
            if (workCount <= 0)
            {
                idle();
            }
        }

        @Override
        public void idle()
        {
            ringForAnswer(null);
            LockSupport.parkNanos(PARK_NS);
        }

        @Override
        public void reset()
        {
        }
    }
}
