package io.standfast.server.migrate;

/**
 * Goes over the messages of one channel, in order. Owned by one thread.
 */
interface SourceMessages extends SourceMessage, AutoCloseable
{
    /**
     * Go to the next message.
     *
     * @return false when there is none.
     */
    boolean next();

    @Override
    void close();
}
