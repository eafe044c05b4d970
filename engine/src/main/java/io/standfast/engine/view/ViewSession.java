package io.standfast.engine.view;

/**
 * A look at the engine, or at another agent, that is taken in slices: what it shows is right between two entries of the
 * log for every slice. Created by whoever asks, stepped by the agent's thread, and given back.
 *
 * @param <T> what is seen.
 */
public interface ViewSession<T>
{
    /**
     * Do a slice: a bounded amount, some ten microseconds.
     *
     * @return whether everything has been seen.
     */
    boolean doWork();

    /**
     * What has been seen.
     *
     * @return view, after {@link #doWork} has returned true.
     */
    T view();
}
