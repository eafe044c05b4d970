package io.standfast.engine.store;

/**
 * Hears how far a {@link StoreDump} is. Called by its thread.
 */
@FunctionalInterface
public interface StoreProgress
{
    /**
     * Some of it has been read.
     *
     * @param done    segments.
     * @param total   segments.
     * @param records that were found.
     */
    void onProgress(int done, int total, long records);
}
