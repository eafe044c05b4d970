package io.standfast.replication;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

import io.aeron.archive.Archive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredServiceContainer;

/**
 * The thread of a node that is alone. It runs driver, archive and consensus module from the beginning; engine and
 * gateway begin on threads of their own, because the consensus module waits for the engine while both start, and
 * {@link #join} it then: a message wakes one thread where it would wake five, one after the other. {@link #part} takes
 * them apart again for the end. Launched, joined, parted and closed by the launching thread; its duty is its own.
 */
final class OneThread implements AutoCloseable
{
    private static final int LOOKS = 10;
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long ANSWER_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LAUNCH_LOOK_MS = 20;
    private static final long PART_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long LINK_WAIT_MIN_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AgentInvoker driver;
    private final AgentInvoker archive;
    private final AgentInvoker storage;
    private final Doorbell doorbell;
    private final IdleStrategy ownIdle;
    private final IdleStrategy engineIdle;
    private final Runnable gatewayDoorbell;
    private final ErrorHandler errorHandler;
    private final long maxParkNs;
    private final CountDownLatch launched = new CountDownLatch(1);
    private AgentRunner runner;
    private AgentInvoker engine;
    private AgentRunner engineRunner;
    // Written by this thread before the latch falls.
    private ConsensusModule consensusModule;
    private AgentInvoker consensus;
    private RuntimeException launchFailure;
    private Throwable lastError;
    // Written by this thread when it starts.
    private volatile Thread thread;
    // Written by the launching thread: the gateway that is to be run here, null when it and the engine are not.
    private volatile GatewayTurn wanted;
    // Written by this thread: the one that is run.
    private volatile GatewayTurn carried;
    // Written by this thread, read by whoever rings.
    private volatile boolean isParked;
    // Written by both.
    private volatile boolean isRung;
    private boolean isInGateway;
    private boolean isInNode;
    private int looks;

    /**
     * A thread that has not started.
     *
     * @param driver       whose own thread has ended.
     * @param archive      in threading mode INVOKER.
     * @param parts        of the node.
     * @param context      of the node.
     * @param errorHandler of the consensus module.
     */
    OneThread(final AgentInvoker driver, final Archive archive, final AeronParts parts, final NodeContext context,
        final ErrorHandler errorHandler)
    {
        this.driver = driver;
        this.archive = archive.invoker();
        this.errorHandler = errorHandler;
        doorbell = parts.doorbell();
        gatewayDoorbell = context.gatewayDoorbell();
        ownIdle = parts.idleStrategy(Doorbell.Station.CONSENSUS);
        engineIdle = parts.idleStrategy(Doorbell.Station.SERVICE);
        maxParkNs = Math.min(MAX_PARK_NS, parts.consensusParkNs());
        storage = new AgentInvoker(errorHandler, null, new Turn("driver and archive", this::runStorage));
        storage.start();
        doorbell.add(this::wake);
    }

    /**
     * Driver and archive, for the consensus module while it waits for them.
     *
     * @return invoker.
     */
    AgentInvoker storage()
    {
        return storage;
    }

    /**
     * How engine and gateway wait for what driver, archive or consensus module answer them, wherever they run.
     *
     * @return strategy for both.
     */
    IdleStrategy asker()
    {
        return new Asking(doorbell.askersIdleStrategy());
    }

    /**
     * How the engine waits for others on its own account: for its log, and for the gateway.
     *
     * @return strategy.
     */
    IdleStrategy engineIdle()
    {
        return new EngineWait(engineIdle, () -> this);
    }

    /**
     * Start with driver, archive and consensus module.
     *
     * @param context of the consensus module.
     */
    void launch(final ConsensusModule.Context context)
    {
        final ErrorHandler handler = context.errorHandler();
        context.useAgentInvoker(true).errorHandler(error ->
        {
            lastError = error;
            handler.onError(error);
        });
        runner = new AgentRunner(new Idle(), errorHandler, null, new NodeAgent(context));
        AgentRunner.startOnThread(runner);
    }

    /**
     * Start the engine on a thread of its own.
     *
     * @param context of its container.
     * @return container; closes the engine.
     */
    ClusteredServiceContainer launch(final ClusteredServiceContainer.Context context)
    {
        final Agent[] agent = new Agent[1];
        // The container would give its agent a thread for good.
        final ClusteredServiceContainer container = ClusteredServiceContainer
            .launch(context.threadFactory(agentRunner ->
            {
                agent[0] = ((AgentRunner) agentRunner).agent();
                return new Thread(() ->
                {
                });
            }));
        engine = new AgentInvoker(context.errorHandler(), context.errorCounter(), agent[0]);
        startEngine();
        return container;
    }

    /**
     * Wait until the consensus module has been launched: it waits for the engine.
     *
     * @param hasFailed whether there is no use in waiting on.
     * @return consensus module, or null if nobody waits for it any more.
     * @throws RuntimeException as the launch of the consensus module threw.
     */
    ConsensusModule awaitLaunched(final BooleanSupplier hasFailed)
    {
        try
        {
            while (!launched.await(LAUNCH_LOOK_MS, TimeUnit.MILLISECONDS))
            {
                if (hasFailed.getAsBoolean())
                {
                    return null;
                }
            }
            if (!hasFailed.getAsBoolean() && launchFailure != null)
            {
                throw launchFailure;
            }
            return launchFailure == null ? consensusModule : null;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /**
     * From now on this thread runs engine and gateway, too. The engine comes first: it may wait for the gateway. It is
     * not interrupted, however long its turn takes.
     *
     * @param gateway that has started.
     * @param end     of its own thread.
     */
    void join(final GatewayTurn gateway, final Runnable end)
    {
        engineRunner.close(Integer.MAX_VALUE, null);
        end.run();
        wanted = gateway;
        doorbell.ring();
    }

    /** Gateway and engine are not run here any more: the engine has a thread of its own again, the gateway has none. */
    void part()
    {
        if (wanted != null)
        {
            wanted = null;
            final long deadlineNs = System.nanoTime() + PART_TIMEOUT_NS;
            while (carried != null && thread.isAlive())
            {
                wake();
                LockSupport.parkNanos(ANSWER_PARK_NS);
                if (System.nanoTime() - deadlineNs > 0)
                {
                    // One of them waits for another for good: only the end is left.
                    thread.interrupt();
                }
            }
            startEngine();
        }
    }

    /** End the engine's own thread; who closes the container closes the engine. */
    void stopEngine()
    {
        part();
        CloseHelper.quietClose(engineRunner);
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(runner);
    }

    /** Whether the calling thread is this one, and runs the gateway between its turns. */
    boolean isCarryingGateway()
    {
        return Thread.currentThread() == thread && carried != null;
    }

    /** The engine waits in the middle of its turn: the others have theirs. */
    void runForEngine()
    {
        if ((isInGateway ? 0 : runGateway()) + (isInNode ? 0 : runNode()) == 0)
        {
            LockSupport.parkNanos(ANSWER_PARK_NS);
        }
    }

    private void startEngine()
    {
        engineRunner = new AgentRunner(engineIdle, errorHandler, null, new EngineAgent(engine));
        AgentRunner.startOnThread(engineRunner);
    }

    /** Somebody has asked one of the agents something. */
    private void wake()
    {
        isRung = true;
        if (isParked)
        {
            gatewayDoorbell.run();
        }
    }

    private int doTurns()
    {
        carried = wanted;
        return carried == null ? runNode() : runGateway() + runNode() + engine.invoke();
    }

    private int runGateway()
    {
        isInGateway = true;
        try
        {
            return carried.doWork();
        }
        finally
        {
            isInGateway = false;
        }
    }

    /** What the consensus module appends is recorded at once, and what is recorded is committed at once. */
    private int runNode()
    {
        isInNode = true;
        try
        {
            final int work = consensus.invoke() + runStorage();
            return work == 0 ? 0 : work + consensus.invoke();
        }
        finally
        {
            isInNode = false;
        }
    }

    private int runStorage()
    {
        return driver.invoke() + archive.invoke();
    }

    /** What an invoker does, under a name. */
    private record Turn(String roleName, Work work) implements Agent
    {
        @Override
        public int doWork()
        {
            return work.run();
        }
    }

    /** Some turns. */
    @FunctionalInterface
    private interface Work
    {
        int run();
    }

    /** The engine on a thread of its own, whose end is not the engine's. */
    private record EngineAgent(AgentInvoker engine) implements Agent
    {
        @Override
        public void onStart()
        {
            engine.start();
        }

        @Override
        public int doWork()
        {
            return engine.invoke();
        }

        @Override
        public String roleName()
        {
            return "engine";
        }
    }

    /** Launches the consensus module, which takes until the engine has come up, and takes the turns from then on. */
    private final class NodeAgent implements Agent
    {
        private final ConsensusModule.Context context;

        private NodeAgent(final ConsensusModule.Context context)
        {
            this.context = context;
        }

        @Override
        public void onStart()
        {
            thread = Thread.currentThread();
            try
            {
                consensusModule = ConsensusModule.launch(context);
                consensus = consensusModule.conductorAgentInvoker();
            }
            catch (final RuntimeException ex)
            {
                lastError = ex;
                throw ex;
            }
            finally
            {
                // An invoker tells its error handler why it could not start, and returns.
                if (consensus == null || !consensus.isRunning())
                {
                    launchFailure = new IllegalStateException("the consensus module cannot start: " + (lastError == null
                        ? "see above" : lastError.getMessage()), lastError);
                }
                launched.countDown();
            }
        }

        @Override
        public int doWork()
        {
            return doTurns();
        }

        @Override
        public void onClose()
        {
            CloseHelper.close(consensusModule);
        }

        @Override
        public String roleName()
        {
            return "node";
        }
    }

    /** Waits as the gateway does when that is here, else for the doorbell. */
    private final class Idle implements IdleStrategy
    {
        @Override
        public void idle(final int workCount)
        {
            if (carried == null)
            {
                ownIdle.idle(workCount);
            }
            else if (workCount > 0 || isRung)
            {
                isRung = false;
                looks = 0;
            }
            else
            {
                await();
            }
        }

        @Override
        public void idle()
        {
            idle(0);
        }

        @Override
        public void reset()
        {
            ownIdle.reset();
        }

        private void await()
        {
            if (looks < LOOKS)
            {
                looks++;
                return;
            }
            if (maxParkNs < LINK_WAIT_MIN_NS)
            {
                // Clients of the door cannot ring, and the link cannot wait so shortly.
                LockSupport.parkNanos(maxParkNs);
                return;
            }
            isParked = true;
            try
            {
                if (!isRung)
                {
                    carried.awaitWork(maxParkNs);
                }
            }
            finally
            {
                isParked = false;
            }
        }
    }

    /** Runs those that are asked where they are on the same thread and do not wait, else waits for theirs. */
    private final class Asking implements IdleStrategy
    {
        private final IdleStrategy elsewhere;

        private Asking(final IdleStrategy elsewhere)
        {
            this.elsewhere = elsewhere;
        }

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
            if (!isCarryingGateway())
            {
                elsewhere.idle();
            }
            else if (isInNode || runNode() == 0)
            {
                LockSupport.parkNanos(ANSWER_PARK_NS);
            }
        }

        @Override
        public void reset()
        {
            elsewhere.reset();
        }
    }
}
