package io.standfast.replication;

import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

import io.aeron.driver.MediaDriver;

/**
 * Whose thread the media driver runs on: one of its own while a node starts, and the consensus module's from then on. A
 * message passes the driver between the consensus module and the archive; on one thread that wakes nobody. A driver
 * that has been given threads keeps them. Launched, handed over and closed by the launching thread.
 */
final class DriverTurn implements AutoCloseable
{
    private final MediaDriver driver;
    private final AgentInvoker invoker;
    private final AgentRunner starter;

    /**
     * Launch the driver, on a thread of its own.
     *
     * @param context      of the driver; in threading mode INVOKER it will be handed over.
     * @param idleStrategy of its thread until then.
     * @param errorHandler of its thread.
     */
    DriverTurn(final MediaDriver.Context context, final IdleStrategy idleStrategy, final ErrorHandler errorHandler)
    {
        driver = MediaDriver.launch(context);
        invoker = driver.sharedAgentInvoker();
        if (invoker == null)
        {
            starter = null;
            return;
        }
        invoker.start();
        starter = new AgentRunner(idleStrategy, errorHandler, null, new Passenger(invoker));
        AgentRunner.startOnThread(starter);
    }

    /**
     * End the driver's own thread. From now on the caller runs the driver, by {@link #invoker} while it waits for it,
     * and then whoever idles by {@link #on(AgentInvoker, IdleStrategy)}.
     */
    void handOver()
    {
        CloseHelper.close(starter);
    }

    /**
     * The driver, for a client that waits for it on the thread which runs it.
     *
     * @return invoker, null when the driver has threads of its own.
     */
    AgentInvoker invoker()
    {
        return invoker;
    }

    /**
     * A way to idle that runs the driver first, in every turn of an agent.
     *
     * @param invoker      of the driver, and of whoever else is run.
     * @param idleStrategy that waits when they have nothing to do either.
     * @return strategy for one agent.
     */
    static IdleStrategy on(final AgentInvoker invoker, final IdleStrategy idleStrategy)
    {
        return new DrivingIdleStrategy(invoker, idleStrategy);
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(starter, driver);
    }

    /** The runner's end is not the driver's. */
    private record Passenger(AgentInvoker invoker) implements Agent
    {
        @Override
        public int doWork()
        {
            return invoker.invoke();
        }

        @Override
        public String roleName()
        {
            return "media driver";
        }
    }

    /** An agent that waits for an answer idles without having worked: the driver is run then, too. */
    private record DrivingIdleStrategy(AgentInvoker invoker, IdleStrategy idleStrategy) implements IdleStrategy
    {
        @Override
        public void idle(final int workCount)
        {
            idleStrategy.idle(workCount + invoker.invoke());
        }

        @Override
        public void idle()
        {
            final int work = invoker.invoke();
            if (work > 0)
            {
                idleStrategy.idle(work);
            }
            else
            {
                idleStrategy.idle();
            }
        }

        @Override
        public void reset()
        {
            idleStrategy.reset();
        }
    }
}
