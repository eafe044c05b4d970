package io.standfast.replication;

import java.util.function.Supplier;

import org.agrona.concurrent.IdleStrategy;

/**
 * How the engine waits for the gateway to take events: by running it, where that is on the same thread. Owned by the
 * engine thread.
 */
final class EngineWait implements IdleStrategy
{
    private final IdleStrategy apart = AeronParts.idleStrategy();
    private final Supplier<OneThread> thread;

    /**
     * A way to wait.
     *
     * @param thread of a node that is alone, null while it has none.
     */
    EngineWait(final Supplier<OneThread> thread)
    {
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
