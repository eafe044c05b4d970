package io.standfast.engine;

import org.agrona.DirectBuffer;

/**
 * The state machine. Owned by the engine thread; a function of (snapshot, log).
 */
public final class Engine implements AutoCloseable
{
    private final EngineContext context;

    /**
     * An engine without state; {@link #restore} or {@link #start} comes first.
     *
     * @param context of the engine.
     */
    public Engine(final EngineContext context)
    {
        this.context = context;
    }

    /**
     * Begin with an empty state: no snapshot exists. Segments that the store holds are set aside, the replay of the log
     * writes them again.
     */
    public void start()
    {
    }

    /**
     * Take one message of a snapshot.
     *
     * @param buffer that holds it.
     * @param offset of the message.
     * @param length of the message.
     * @return true when it was the last one and the state has been verified against the store.
     */
    public boolean restore(final DirectBuffer buffer, final int offset, final int length)
    {
        return true;
    }

    /**
     * Apply one entry of the log: validate, then mutate.
     *
     * @param buffer      that holds the command.
     * @param offset      of the command.
     * @param length      of the command.
     * @param logPosition of the entry's end.
     * @param timestampNs of the entry, leader's clock.
     */
    public void apply(final DirectBuffer buffer, final int offset, final int length, final long logPosition,
        final long timestampNs)
    {
    }

    /**
     * The engine's timer fired at this place of the log.
     *
     * @param logPosition of the entry's end.
     * @param timestampNs of the entry, leader's clock.
     */
    public void onTimer(final long logPosition, final long timestampNs)
    {
    }

    /**
     * Write a snapshot: rolls the store, so that everything that it lists is sealed.
     *
     * @param sink        for the messages.
     * @param logPosition of the snapshot.
     */
    public void takeSnapshot(final SnapshotSink sink, final long logPosition)
    {
    }

    /**
     * Settings of this engine.
     *
     * @return context.
     */
    public EngineContext context()
    {
        return context;
    }

    @Override
    public void close()
    {
    }
}
