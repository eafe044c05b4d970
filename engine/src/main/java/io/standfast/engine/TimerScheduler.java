package io.standfast.engine;

/**
 * Where the engine asks for its one timer. Implemented over the cluster's timers; deterministic because every member
 * asks for the same at the same log position.
 */
@FunctionalInterface
public interface TimerScheduler
{
    /**
     * Replace the engine's timer.
     *
     * @param deadlineNs engine time at or after which {@link Engine#onTimer} is to be called through the log.
     */
    void schedule(long deadlineNs);
}
