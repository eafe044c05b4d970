package io.standfast.server.migrate;

/**
 * What a data directory can be made of. Owned by one thread.
 */
public interface MigrationSource extends AutoCloseable
{
    /**
     * Read and check everything.
     *
     * @param progress told on the way.
     * @return plan.
     */
    MigrationPlan plan(MigrationProgress progress);

    /**
     * The messages of a channel. Called from within this package only.
     *
     * @param channel of a plan.
     * @return messages, before the first.
     */
    SourceMessages messages(ChannelPlan channel);

    /** The source must be as it was when it was opened. */
    void requireUnchanged();

    @Override
    void close();
}
