package io.standfast.server;

import io.standfast.engine.store.StoreDamagedException;
import io.standfast.engine.store.StoreReader;
import io.standfast.engine.store.StoredMessage;
import io.standfast.engine.view.MessagePlace;

/**
 * When messages were published, read from the store for the pages. Any thread asks, one at a time; nothing of the store
 * is held in between.
 */
final class MessageAges implements AutoCloseable
{
    private final StoreReader reader;
    private final StoredMessage message = new StoredMessage();
    private boolean isClosed;

    /**
     * Ages of messages.
     *
     * @param reader of the store, of nobody else.
     */
    MessageAges(final StoreReader reader)
    {
        this.reader = reader;
        reader.pause();
    }

    /**
     * When a message was published.
     *
     * @param place where it lay.
     * @return Unix ns, 0 when it is gone or cannot be read.
     */
    synchronized long timestampNs(final MessagePlace place)
    {
        if (isClosed)
        {
            return 0;
        }
        reader.resume();
        try
        {
            return reader.read(place.location(), place.channelId(), place.sequence(), message) ? message.timestampNs()
                : 0;
        }
        catch (final StoreDamagedException ex)
        {
            // Whoever is to be sent the message says so.
            return 0;
        }
        finally
        {
            reader.pause();
        }
    }

    @Override
    public synchronized void close()
    {
        isClosed = true;
        reader.close();
    }
}
