package io.standfast.server.migrate;

/**
 * Told how far it is; called often, by the thread that works.
 */
@FunctionalInterface
public interface MigrationProgress
{
    /** Nobody wants to know. */
    MigrationProgress NONE = (phase, done, total, messages) ->
    {
    };

    /**
     * Something has been done.
     *
     * @param phase    what is being done.
     * @param done     bytes.
     * @param total    bytes.
     * @param messages since the phase began.
     */
    void onProgress(String phase, long done, long total, long messages);
}
