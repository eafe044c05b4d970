package io.standfast.server;

import java.util.function.Supplier;

import org.agrona.CloseHelper;

import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;

/**
 * The node's store as those see it who answer requests: while it is open, and one page at a time, so that what is
 * mapped stays so while it is read. Used by the threads that answer requests; opened and closed by the one that runs
 * the node.
 */
final class PageReader implements AutoCloseable
{
    // Its lock is that of all reading.
    private final StoredMessage message = new StoredMessage();
    // Null while no store is open. Guarded by the message's lock.
    private StoreReader reader;

    /**
     * The store is there.
     *
     * @param value reader of its own.
     */
    void open(final StoreReader value)
    {
        value.pause();
        synchronized (message)
        {
            reader = value;
        }
    }

    /** Wait for the page that is being made; none is made any more. */
    @Override
    public void close()
    {
        close(() ->
        {
        });
    }

    /**
     * Close, and forget what pages had in common before another one can be made.
     *
     * @param forget what is to be forgotten.
     */
    void close(final Runnable forget)
    {
        synchronized (message)
        {
            CloseHelper.quietClose(reader);
            reader = null;
            forget.run();
        }
    }

    /**
     * Make a page; nobody else makes one meanwhile.
     *
     * @param page that may {@link #resume}, {@link #read} and {@link #pause}.
     * @return page.
     * @param <T> of it.
     * @throws AdminRefusal when no store is open.
     */
    <T> T page(final Supplier<T> page)
    {
        synchronized (message)
        {
            if (reader == null)
            {
                throw new AdminRefusal(AdminRefusal.UNAVAILABLE,
                    "the store of this node is not open, the node starts or stops: see /healthz?ready");
            }
            return page.get();
        }
    }

    /** From now on segments stay where they are; within a page only. */
    void resume()
    {
        reader.resume();
    }

    /** Nothing is looked at any more. */
    void pause()
    {
        reader.pause();
    }

    /**
     * Look at a message; between {@link #resume} and {@link #pause} only.
     *
     * @param location  of its record.
     * @param channelId of its channel.
     * @param sequence  of the message.
     * @return false when it is not there.
     */
    boolean read(final long location, final int channelId, final long sequence)
    {
        return reader.read(location, channelId, sequence, message);
    }

    /**
     * What was read last.
     *
     * @return message, until the reading is paused.
     */
    StoredMessage message()
    {
        return message;
    }
}
