package io.standfast.replication;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntConsumer;

import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;

/**
 * The threading profile of a node: few threads that sleep and wake one another, or one for each agent that never
 * sleeps. Immutable.
 */
public final class AgentThreads
{
    /** Few threads, which sleep when there is nothing to do. */
    public static final AgentThreads BALANCED = new AgentThreads(Profile.BALANCED, List.of(), AgentThreads::unpinned);
    /** Threads that spin when the media driver has one. */
    public static final int SHARED_COUNT = Seat.RECEIVER.ordinal();
    /** Threads that spin when the media driver has three. */
    public static final int DEDICATED_COUNT = Seat.values().length;
    /** Processors that are left to whatever does not spin: files, pages, the Java machine. */
    public static final int OTHERS = 1;

    private final Profile profile;
    private final List<Integer> processors;
    private final IntConsumer pin;

    private AgentThreads(final Profile profile, final List<Integer> processors, final IntConsumer pin)
    {
        this.profile = profile;
        this.processors = processors;
        this.pin = pin;
    }

    /**
     * A thread for each agent, wherever the system lets it run. With fewer processors than threads these do not spin,
     * because that keeps the next one from running: they yield.
     *
     * @param processors that this process may use.
     * @return profile.
     */
    public static AgentThreads lowLatency(final int processors)
    {
        final Profile profile = processors >= DEDICATED_COUNT + OTHERS ? Profile.DEDICATED
            : processors >= SHARED_COUNT + OTHERS ? Profile.SHARED : Profile.YIELDING;
        return new AgentThreads(profile, List.of(), AgentThreads::unpinned);
    }

    /**
     * A thread for each agent, on a processor of its own.
     *
     * @param processors at least {@link #SHARED_COUNT}, in the order of consensus module, archive, engine, gateway, and
     *                   media driver; with {@link #DEDICATED_COUNT} its sender, receiver and conductor.
     * @param pin        binds the calling thread to a processor; does not throw.
     * @return profile.
     */
    public static AgentThreads pinned(final List<Integer> processors, final IntConsumer pin)
    {
        if (processors.size() < SHARED_COUNT)
        {
            throw new IllegalArgumentException("processors for " + SHARED_COUNT + " threads expected: " + processors);
        }
        return new AgentThreads(processors.size() >= DEDICATED_COUNT ? Profile.DEDICATED : Profile.SHARED, List.copyOf(
            processors), pin);
    }

    private static void unpinned(final int processor)
    {
    }

    /**
     * Whether each agent has a thread that does not sleep.
     *
     * @return true for low latency.
     */
    public boolean isLowLatency()
    {
        return profile != Profile.BALANCED;
    }

    /**
     * Whether these threads yield, for want of processors.
     *
     * @return true if so.
     */
    public boolean isYielding()
    {
        return profile == Profile.YIELDING;
    }

    /**
     * Threads that never sleep.
     *
     * @return number, 0 unless {@link #isLowLatency}.
     */
    public int count()
    {
        return switch (profile)
        {
            case BALANCED -> 0;
            case YIELDING, SHARED -> SHARED_COUNT;
            case DEDICATED -> DEDICATED_COUNT;
        };
    }

    /**
     * How an agent waits that has a thread of its own.
     *
     * @param otherwise how it waits where it may sleep.
     * @return strategy for one agent.
     */
    public IdleStrategy idleStrategy(final IdleStrategy otherwise)
    {
        return isLowLatency() ? wakeful() : otherwise;
    }

    /**
     * Makes the thread of the gateway.
     *
     * @return factory.
     */
    public ThreadFactory gateway()
    {
        return factory(Seat.GATEWAY);
    }

    ThreadFactory factory(final Seat seat)
    {
        return task -> new Thread(processors.isEmpty() ? task : () ->
        {
            pin.accept(processors.get(seat.ordinal()));
            task.run();
        });
    }

    /** Of an agent that never sleeps. */
    IdleStrategy wakeful()
    {
        return isYielding() ? new YieldingIdleStrategy() : new BusySpinIdleStrategy();
    }

    /** Give the media driver threads. */
    MediaDriver.Context apply(final MediaDriver.Context driver)
    {
        if (profile == Profile.DEDICATED)
        {
            return driver.threadingMode(ThreadingMode.DEDICATED).conductorIdleStrategy(wakeful())
                .senderIdleStrategy(wakeful()).receiverIdleStrategy(wakeful())
                .conductorThreadFactory(factory(Seat.CONDUCTOR)).senderThreadFactory(factory(Seat.SENDER))
                .receiverThreadFactory(factory(Seat.RECEIVER));
        }
        return driver.threadingMode(ThreadingMode.SHARED).sharedIdleStrategy(wakeful())
            .sharedThreadFactory(factory(Seat.SENDER));
    }

    /** How many threads there are, and what they do when there is nothing to do. */
    private enum Profile
    {
        BALANCED, YIELDING, SHARED, DEDICATED
    }

    /** Whose thread it is, in the order in which processors are given away; a driver with one thread is its sender. */
    enum Seat
    {
        CONSENSUS, ARCHIVE, ENGINE, GATEWAY, SENDER, RECEIVER, CONDUCTOR
    }
}
