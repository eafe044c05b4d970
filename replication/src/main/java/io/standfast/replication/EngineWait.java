package io.standfast.replication;

import java.util.function.Supplier;

import org.agrona.concurrent.IdleStrategy;

/**
 * How the engine waits for the others on its own account, for its log as for the gateway: by running them, where they
 * are on the same thread. Owned by the engine thread.
 */
final class EngineWait implements IdleStrategy
{
    private final IdleStrategy apart;
    private final Supplier<OneThread> thread;

    /**
     * A way to wait.
     *
     * @param apart  how it waits on a thread of its own.
     * @param thread of a node that is alone, null while it has none.
     */
    EngineWait(final IdleStrategy apart, final Supplier<OneThread> thread)
    {
        this.apart = apart;
        this.thread = thread;
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
        final OneThread current = thread.get();
        if (current == null || !current.isCarryingGateway())
        {
            apart.idle();
        }
        else
        {
            current.runForEngine();
        }
    }

    @Override
    public void reset()
    {
        apart.reset();
    }
}
